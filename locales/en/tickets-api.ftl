### What the API of tickets answers.

tickets-api-clash = Changed meanwhile by { $by } ({ $at }): { $theirs }
tickets-api-new-message = A newer message was sent to the requester. Read it, then send your answer again if it still holds.
tickets-api-no-number = This is not a ticket number.
tickets-api-no-ticket = This ticket does not exist, or you may not see it.
tickets-api-reason-without-priority = A reason for the priority goes with a priority set by hand.
