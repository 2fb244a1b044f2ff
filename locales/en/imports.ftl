### Imports: what people read in tickets that were carried over.

imports-priority-reason = Carried over from the former tool
