### Ce que l’API des tickets répond.

tickets-api-clash = Modifié entre-temps par { $by } ({ $at }) : { $theirs }
tickets-api-new-message = Un message plus récent a été envoyé au demandeur. Lisez-le, puis renvoyez votre réponse si elle convient toujours.
tickets-api-no-number = Ce n’est pas un numéro de ticket.
tickets-api-no-ticket = Ce ticket n’existe pas, ou ne vous est pas accessible.
tickets-api-reason-without-priority = Un motif de priorité accompagne une priorité fixée à la main.
