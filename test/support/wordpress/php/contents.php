<?php
/** Every row of every table, as JSON: contents.php SOCKET. */
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = new mysqli(null, 'root', '', 'wordpress', 0, $argv[1]);
$database->set_charset('utf8mb4');
$database->begin_transaction(MYSQLI_TRANS_START_WITH_CONSISTENT_SNAPSHOT | MYSQLI_TRANS_START_READ_ONLY);
$contents = [];
foreach ($database->query('SHOW TABLES')->fetch_all() as [$table]) {
    $contents[$table] = $database->query("SELECT * FROM `$table` ORDER BY 1")->fetch_all(MYSQLI_ASSOC);
}
echo json_encode($contents, JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
