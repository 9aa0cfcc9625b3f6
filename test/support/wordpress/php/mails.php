<?php
/** Mails are kept instead of sent. */
function wp_mail($to, $subject, $message, $headers = '', $attachments = [])
{
    $mail = ['to' => $to, 'subject' => $subject, 'message' => $message];
    file_put_contents(dirname(ABSPATH) . '/mails.jsonl', json_encode($mail) . "\n", FILE_APPEND | LOCK_EX);
    return true;
}
