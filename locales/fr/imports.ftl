### Imports : ce que les gens lisent dans les tickets repris.

imports-priority-reason = Reprise de l’outil d’origine
