import type { Catalogue } from './en.ts';

/** Español, con «usted». */
export const es: Catalogue = {
  thisSite: 'Este sitio',
  maintenance: 'Mantenimiento',

  headlineClosed: '{site} está en mantenimiento',
  headlineReadOnly: '{site} está en modo de solo lectura por ahora',
  headlineAreas: 'En pausa: {areas}',
  headlineNotSaved: 'No se ha guardado nada',
  headlineStepPaused: 'Este paso está en pausa por ahora',
  headlinePagePaused: 'Esta página no está disponible por ahora',
  headlineOpen: '{site} vuelve a estar disponible',
  statusOpen: '{site} está disponible',
  statusOpenLead: 'No hay ningún mantenimiento en curso.',
  statusSince: 'Desde {when}.',

  leadClosed: 'Estamos realizando tareas de mantenimiento y abriremos de nuevo en cuanto terminen.',
  leadReadOnly:
    'Estamos realizando tareas de mantenimiento. Puede consultarlo todo, pero no se puede modificar nada hasta que terminen.',
  leadAreas:
    'Estamos realizando tareas de mantenimiento en esta parte del sitio. Todo lo demás funciona con normalidad.',
  leadNotSaved:
    'Estamos realizando tareas de mantenimiento, así que lo que ha enviado no se ha guardado. No se ha modificado nada.',
  leadStepPaused:
    'Este paso modificaría algo, y estamos realizando tareas de mantenimiento. No se ha modificado nada.',
  leadPagePaused: 'Esta página permanece cerrada durante el mantenimiento. Vuelva más tarde, por favor.',
  leadOpen: 'El mantenimiento ha terminado. Gracias por su paciencia.',
  goBack:
    'Vuelva atrás en el navegador: lo que ha escrito se conserva. Envíelo de nuevo cuando sea posible hacer cambios.',
  insideReading:
    'Ha iniciado sesión como {subject} ({role}). Este acceso permite consultarlo todo, pero no hacer cambios.',
  insideHowToWrite:
    'Para hacer cambios se necesita además una red de confianza, la dirección de administración o un pase.',
  insideWritePass: 'Tiene un pase de modificación a nombre de {subject}.',
  insideReadPass: 'Tiene un pase a nombre de {subject}. Permite consultar, pero no cambiar nada.',
  insideSignIn: 'Para hacer cambios, inicie sesión también.',
  insideComeTrusted:
    'Para hacer cambios, entre por la dirección de administración o desde una red de confianza.',

  pausedTitle: 'Qué está en pausa',
  pausedChanges:
    'Todo lo que guarda o modifica algo, por ejemplo enviar formularios, hacer pedidos o subir archivos',
  pausedEverything: 'Todas las páginas y todos los servicios de este sitio',
  pausedAreaChanges: '{area}: se puede consultar, pero no modificar',
  pausedArea: '{area}: no disponible por ahora',
  worksTitle: 'Qué sigue funcionando',
  worksReading: 'Consultar: las páginas se abren como siempre',
  worksSignIn: 'Iniciar y cerrar sesión',
  worksArea: '{area}: como siempre',
  worksAreaReading: '{area}: se puede consultar, pero no modificar',
  worksEverythingElse: 'Todo lo demás, como siempre',
  worksNothing: 'Nada en este sitio hasta que volvamos',

  backTitle: 'Cuándo esperamos volver',
  dayOn: 'el {date}',
  whenBetween: '{day}, {time}',
  whenAround: '{day}, {time} aproximadamente',
  whenBy: '{day}, {time} a más tardar',
  atTheLatest: 'a más tardar {relative}',
  endUnknown: 'Todavía no lo sabemos',
  endUnknownHint: 'Lo indicaremos en esta página en cuanto lo sepamos.',
  overdue: 'Está tardando más de lo previsto',
  overdueHint: 'Aún no podemos dar una nueva hora.',
  nextUpdate: 'Próxima información: {when}.',
  expectedBack: 'Final previsto: {when}',

  contactTitle: 'A quién preguntar',
  email: 'Correo electrónico',
  phone: 'Teléfono',
  website: 'Sitio web',
  labelled: '{label}: {value}',
  reference: 'Referencia',
  referenceHint: 'Indíquela si se pone en contacto con nosotros.',

  refreshes:
    'Esta página comprueba por sí sola cada {minutes, plural, one {minuto} other {# minutos}}, más o menos, si ya hemos vuelto.',
  refreshOff: 'Desactivar la recarga',
  refreshIsOff: 'Esta página no se recarga por sí sola.',
  tryAgain: 'Volver a intentarlo',
  toStartPage: 'Ir a la página de inicio',
  toSignIn: 'Ir a la página de inicio de sesión',
  toSignOut: 'Cerrar sesión',
  signedInAs:
    'Ha iniciado sesión como {subject}. En este momento solo pueden entrar las personas que realizan el mantenimiento.',

  confirmLabel: 'Se necesita confirmación',
  confirmHeadline: 'Confirme este cambio',
  confirmLead:
    'El modo de mantenimiento está activado y este es un paso delicado. Todavía no se ha ejecutado nada.',
  confirmWhat: 'Qué se va a ejecutar',
  confirmFields: 'Con estos datos',
  confirmWho: 'Quién es usted',
  confirmWindow: 'Mantenimiento',
  confirmWindowSince: '{mode} desde {when}, activado por {actor}',
  confirmButton: 'Confirmar y ejecutar',
  confirmCancel: 'Cancelar',
  confirmOnce:
    'La confirmación sirve una sola vez, solo para este paso y durante {minutes, plural, one {un minuto} other {# minutos}}. Queda registrada.',
  confirmImpossibleHeadline: 'Esto no se puede confirmar en una página',
  confirmImpossibleLead:
    'Una página solo puede repetir un formulario sencillo. Lo que ha enviado contiene archivos, es demasiado grande o tiene otro formato. No se ha ejecutado nada.',
  confirmByHeader:
    'Para continuar, envíe otra vez exactamente la misma petición con la cabecera {header} y este token, en un plazo de {minutes, plural, one {un minuto} other {# minutos}}.',
  confirmTooLargeHeadline: 'La petición es demasiado grande para confirmarla',
  confirmTooLargeLead:
    'Durante el mantenimiento este paso requiere confirmación, y su petición es demasiado grande para ello. No se ha ejecutado nada.',
  entryHidden: 'no se muestra',
  entriesMore: '{count, plural, one {y # más} other {y # más}}',

  roleAdmin: 'admin',
  roleSupport: 'soporte',
  roleAllowed: 'persona autorizada',
  roleVisitor: 'visitante',
  modeReadOnly: 'solo lectura',
  modeClosed: 'cerrado',

  passLabel: 'Pase de mantenimiento',
  passLandingHeadline: 'Su pase de mantenimiento',
  passLandingLead:
    'Le permite entrar durante el mantenimiento. Es personal: si usted no es {subject}, cierre esta página y avise a quien le envió el enlace.',
  passFor: 'Para',
  passMay: 'Qué permite',
  passMayRead: 'Consultar páginas, sin modificar nada',
  passMayWrite: 'Consultar páginas y, junto con su propio inicio de sesión, hacer cambios',
  passUntil: 'Válido hasta',
  passOnce: 'Uso',
  passOnceHint:
    'Se puede usar una sola vez y en un solo navegador. Abrir esta página o ver una vista previa no lo gasta; solo el botón lo hace.',
  passButton: 'Usar el pase en este navegador',
  passRedeemedHeadline: 'Ya tiene acceso',
  passRedeemedLead:
    'Este navegador tiene ahora el pase de {subject}. Lo que se haga con él queda registrado.',
  passContinue: 'Continuar al sitio',
  passRefusedHeadline: 'Este pase no se puede usar',
  passRefusedLead:
    'Puede que ya se haya usado, que haya caducado, que se haya retirado o que sea de un mantenimiento terminado.',
  passRefusedNext: 'Pida uno nuevo a la persona que se lo dio.',
  passInsecureLead:
    'Un pase solo se acepta por una conexión cifrada; de lo contrario, otras personas podrían leerlo por el camino.',
  passInsecureNext: 'Abra el mismo enlace con https:// al principio.',

  unreachableHeadline: '{site} no responde en este momento',
  unreachableLead:
    'No se puede contactar con la aplicación que hay detrás de esta dirección. Vuelva a intentarlo dentro de un minuto.',
  timeoutLead:
    'La aplicación que hay detrás de esta dirección ha tardado demasiado en responder. Vuelva a intentarlo dentro de un minuto.',
  writeUncertain:
    'No podemos saber si su última acción llegó a ejecutarse. Compruébelo antes de repetirla, por favor.',
  failedHeadline: 'Algo ha fallado por nuestra parte',
  failedLead: 'Por seguridad, no se ha ejecutado nada. Vuelva a intentarlo dentro de un minuto.',

  productionTitle: 'Esto está desactivado en este sitio',
  productionLead:
    'Es una herramienta de desarrollo o de administración de la base de datos, y el sitio está en modo de producción. Si la necesita, consulte a su administrador.',
  errorLabel: 'Error',
  errorHeadline: 'Esto no ha funcionado',
  errorLead:
    'Se ha producido un error inesperado. Póngase en contacto con su administrador e indique {reference}.',

  readOnlyTitle: 'El sitio está en modo de solo lectura',
  closedTitle: 'El sitio está cerrado',
  malformedTitle: 'La petición está mal formada',
  malformedLead: 'No se ha podido leer con certeza, así que no se ha ejecutado nada.',
  methodTitle: 'El método no está permitido',
  methodLead: 'Aquí no se aceptan peticiones de este tipo.',
  refusedTitle: 'La petición se ha rechazado',
  refusedLead: 'No se ha ejecutado nada.',

  bannerReadOnly:
    'Puede consultarlo todo, pero los pedidos, los formularios y los demás cambios están en pausa.',
  bannerClosed: 'Solo unas pocas páginas están abiertas.',
  bannerElse: 'Todo lo demás funciona con normalidad.',
  bannerOn: 'El modo de mantenimiento está ACTIVADO ({mode})',
  bannerOnAreas: 'El modo de mantenimiento está ACTIVADO para {areas}',
  bannerSince: 'desde {when}, activado por {actor}',
  bannerOverdue: 'con retraso, estaba previsto hasta {when}',
  bannerNoEnd: 'sin hora de fin anunciada',
  bannerMayWrite: 'Tiene acceso como {role} (puede hacer cambios)',
  bannerMayRead: 'Tiene acceso como {role} (solo consulta)',
};
