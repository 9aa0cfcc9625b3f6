import type { Catalogue } from './en.ts';

/** Français, toujours avec « vous ». U+00A0 devant le deux-points, U+202F devant les autres signes doubles. */
export const fr: Catalogue = {
  thisSite: 'Ce site',
  maintenance: 'Maintenance',

  headlineClosed: '{site} est en maintenance',
  headlineReadOnly: '{site} est en lecture seule pour le moment',
  headlineAreas: 'En pause\u00a0: {areas}',
  headlineNotSaved: 'Rien n’a été enregistré',
  headlineStepPaused: 'Cette étape est en pause pour le moment',
  headlinePagePaused: 'Cette page n’est pas accessible pour le moment',
  headlineOpen: '{site} est de nouveau en ligne',
  statusOpen: '{site} est en service',
  statusOpenLead: 'Aucune maintenance n’est en cours.',
  statusSince: 'Depuis {when}.',

  leadClosed: 'Une maintenance est en cours. Nous rouvrirons dès qu’elle sera terminée.',
  leadReadOnly:
    'Une maintenance est en cours. Vous pouvez tout consulter, mais rien ne peut être modifié tant qu’elle n’est pas terminée.',
  leadAreas: 'Une maintenance est en cours dans cette partie du site. Tout le reste fonctionne normalement.',
  leadNotSaved:
    'Une maintenance est en cours\u00a0: votre saisie n’a pas été enregistrée et rien n’a été modifié.',
  leadStepPaused:
    'Cette étape modifierait quelque chose, or une maintenance est en cours. Rien n’a été modifié.',
  leadPagePaused: 'Cette page est fermée pendant la maintenance. Merci de revenir plus tard.',
  leadOpen: 'La maintenance est terminée. Merci de votre patience.',
  goBack:
    'Revenez en arrière dans votre navigateur\u00a0: votre saisie est conservée. Envoyez-la de nouveau dès que les modifications seront possibles.',
  insideReading:
    'Vous utilisez le compte {subject} ({role}). Cet accès permet de tout consulter, mais pas d’effectuer de modifications.',
  insideHowToWrite:
    'Pour effectuer des modifications, il faut en plus un réseau de confiance, l’adresse d’administration ou un laissez-passer.',
  insideWritePass: 'Vous avez un laissez-passer de modification au nom de {subject}.',
  insideReadPass: 'Vous avez un laissez-passer au nom de {subject}. Il permet de consulter, pas de modifier.',
  insideSignIn: 'Pour effectuer des modifications, connectez-vous également.',
  insideComeTrusted:
    'Pour effectuer des modifications, passez par l’adresse d’administration ou par un réseau de confiance.',

  pausedTitle: 'Ce qui est en pause',
  pausedChanges:
    'Tout ce qui enregistre ou modifie quelque chose, par exemple envoyer un formulaire, passer une commande ou téléverser un fichier',
  pausedEverything: 'Toutes les pages et tous les services de ce site',
  pausedAreaChanges: '{area}\u00a0: consultation possible, modification impossible',
  pausedArea: '{area}\u00a0: fermeture temporaire',
  worksTitle: 'Ce qui fonctionne encore',
  worksReading: 'La consultation\u00a0: les pages s’ouvrent normalement',
  worksSignIn: 'La connexion et la déconnexion',
  worksArea: '{area}\u00a0: comme d’habitude',
  worksAreaReading: '{area}\u00a0: consultation possible, modification impossible',
  worksEverythingElse: 'Tout le reste, comme d’habitude',
  worksNothing: 'Rien sur ce site jusqu’à notre retour',

  backTitle: 'Quand nous pensons être de retour',
  dayOn: '{date}',
  whenBetween: '{day}, {time}',
  whenAround: '{day} vers {time}',
  whenBy: '{day} avant {time}',
  atTheLatest: '{relative} au plus tard',
  endUnknown: 'Nous ne le savons pas encore',
  endUnknownHint: 'Cette page l’indiquera dès que nous le saurons.',
  overdue: 'Cela prend plus de temps que prévu',
  overdueHint: 'Nous ne pouvons pas encore annoncer de nouvelle heure.',
  nextUpdate: 'Prochaine information\u00a0: {when}.',
  expectedBack: 'Fin prévue\u00a0: {when}',

  contactTitle: 'À qui s’adresser',
  email: 'E-mail',
  phone: 'Téléphone',
  website: 'Site web',
  labelled: '{label}\u00a0: {value}',
  reference: 'Référence',
  referenceHint: 'Merci de l’indiquer si vous nous contactez.',

  refreshes:
    'Cette page vérifie d’elle-même environ {minutes, plural, one {une fois par minute} other {toutes les # minutes}} si le site est de retour.',
  refreshOff: 'Désactiver l’actualisation',
  refreshIsOff: 'Cette page ne s’actualise pas d’elle-même.',
  tryAgain: 'Réessayer',
  toStartPage: 'Aller à la page d’accueil',
  toSignIn: 'Aller à la page de connexion',
  toSignOut: 'Se déconnecter',
  signedInAs:
    'Vous êtes connecté en tant que {subject}. Pour le moment, seules les personnes chargées de la maintenance ont accès.',

  confirmLabel: 'Confirmation requise',
  confirmHeadline: 'Veuillez confirmer cette modification',
  confirmLead: 'Le mode maintenance est activé et cette étape est sensible. Rien n’a encore été exécuté.',
  confirmWhat: 'Ce qui sera exécuté',
  confirmFields: 'Avec ces données',
  confirmWho: 'Qui vous êtes',
  confirmWindow: 'Maintenance',
  confirmWindowSince: '{mode} depuis {when}, activation par {actor}',
  confirmButton: 'Confirmer et exécuter',
  confirmCancel: 'Annuler',
  confirmOnce:
    'La confirmation est valable une seule fois, pour cette étape précise, pendant {minutes, plural, one {une minute} other {# minutes}}. Elle est consignée.',
  confirmImpossibleHeadline: 'Cela ne peut pas être confirmé sur une page',
  confirmImpossibleLead:
    'Une page ne peut répéter qu’un formulaire simple. Ce que vous avez envoyé contient des fichiers, est trop volumineux ou a un autre format. Rien n’a été exécuté.',
  confirmByHeader:
    'Pour continuer, renvoyez exactement la même requête avec l’en-tête {header} et ce jeton, dans un délai {minutes, plural, one {d’une minute} other {de # minutes}}.',
  confirmTooLargeHeadline: 'Cette requête est trop volumineuse pour être confirmée',
  confirmTooLargeLead:
    'Pendant la maintenance, cette étape demande une confirmation, et votre requête est trop volumineuse pour cela. Rien n’a été exécuté.',
  entryHidden: 'masqué',
  entriesMore: '{count, plural, one {et # de plus} other {et # de plus}}',

  roleAdmin: 'admin',
  roleSupport: 'support',
  roleAllowed: 'personne autorisée',
  roleVisitor: 'visiteur',
  modeReadOnly: 'lecture seule',
  modeClosed: 'fermé',

  passLabel: 'Laissez-passer de maintenance',
  passLandingHeadline: 'Votre laissez-passer',
  passLandingLead:
    'Il vous donne accès pendant la maintenance. Il est personnel\u00a0: si vous n’êtes pas {subject}, fermez cette page et prévenez la personne qui vous a envoyé le lien.',
  passFor: 'Pour',
  passMay: 'Ce qu’il permet',
  passMayRead: 'Consulter les pages, sans rien modifier',
  passMayWrite: 'Consulter les pages et, avec votre propre connexion, effectuer des modifications',
  passUntil: 'Valable jusqu’à',
  passOnce: 'Utilisation',
  passOnceHint:
    'Il s’utilise une seule fois, dans un seul navigateur. Ouvrir cette page ou en afficher un aperçu ne le consomme pas\u202f; seul le bouton le fait.',
  passButton: 'Utiliser le laissez-passer dans ce navigateur',
  passRedeemedHeadline: 'Vous avez accès',
  passRedeemedLead:
    'Ce navigateur détient maintenant le laissez-passer de {subject}. Toute utilisation est consignée.',
  passContinue: 'Continuer vers le site',
  passRefusedHeadline: 'Ce laissez-passer n’est pas utilisable',
  passRefusedLead:
    'Il se peut qu’il ait déjà été utilisé, qu’il ait expiré, qu’il ait été retiré ou qu’il concerne une maintenance terminée.',
  passRefusedNext: 'Demandez-en un nouveau à la personne qui vous l’a donné.',
  passInsecureLead:
    'Un laissez-passer n’est accepté que par une connexion chiffrée\u202f; sinon, d’autres pourraient le lire en chemin.',
  passInsecureNext: 'Ouvrez le même lien avec https:// au début.',

  unreachableHeadline: '{site} ne répond pas pour le moment',
  unreachableLead:
    'L’application derrière cette adresse est injoignable. Merci de réessayer dans une minute.',
  timeoutLead:
    'L’application derrière cette adresse a mis trop de temps à répondre. Merci de réessayer dans une minute.',
  writeUncertain:
    'Nous ne pouvons pas dire si votre dernière action a été exécutée. Vérifiez-le avant de la répéter.',
  failedHeadline: 'Un problème est survenu de notre côté',
  failedLead: 'Par précaution, rien n’a été exécuté. Merci de réessayer dans une minute.',

  productionTitle: 'Cette page est désactivée sur ce site',
  productionLead:
    'C’est un outil de développement ou d’administration de la base de données, et le site est en mode production. Si vous en avez besoin, adressez-vous à votre administrateur.',
  errorLabel: 'Erreur',
  errorHeadline: 'Cela n’a pas fonctionné',
  errorLead:
    'Une erreur inattendue s’est produite. Merci de contacter votre administrateur en indiquant {reference}.',

  readOnlyTitle: 'Le site est en lecture seule',
  closedTitle: 'Le site est fermé',
  malformedTitle: 'La requête est mal formée',
  malformedLead: 'Elle n’a pas pu être lue avec certitude\u202f; rien n’a été exécuté.',
  methodTitle: 'La méthode n’est pas autorisée',
  methodLead: 'Ce type de requête n’est pas accepté ici.',
  refusedTitle: 'La requête a été refusée',
  refusedLead: 'Rien n’a été exécuté.',

  bannerReadOnly:
    'Vous pouvez tout consulter, mais les commandes, les formulaires et les autres modifications sont en pause.',
  bannerClosed: 'Seules quelques pages sont ouvertes.',
  bannerElse: 'Tout le reste fonctionne normalement.',
  bannerOn: 'Le mode maintenance est ACTIVÉ ({mode})',
  bannerOnAreas: 'Le mode maintenance est ACTIVÉ pour {areas}',
  bannerSince: 'depuis {when}, activé par {actor}',
  bannerOverdue: 'en retard, fin prévue\u00a0: {when}',
  bannerNoEnd: 'aucune fin annoncée',
  bannerMayWrite: 'Vous avez accès avec le rôle {role} (modification possible)',
  bannerMayRead: 'Vous avez accès avec le rôle {role} (consultation seule)',
};
