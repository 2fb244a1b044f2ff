### The page of the API's description.

reference-title = The API
reference-lead = Every operation, with what it takes and what it answers. Programs sign in with an access token (Authorization: Bearer), created in the profile.
reference-parameters = Parameters
reference-body = Body
reference-answers = Answers
reference-contents = Contents
