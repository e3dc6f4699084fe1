"""The demo: the two articles' world as a portal that has been used for some months.

Facts about the two offices are those they published; everything else is made up and says so
("Contoh"). What it consists of lies in `data/` and in the tables of people and offices.

people      accounts, roles, passwords
offices     the tree, predicates held, milestones
documents   small real files made in code
evidence    those files in the stores of the units
courses     how one item came to its present answer, step by step
filling     the assessments: answers, daily scores
diary       everything that happened, for the audit trail, in order of time
further     what apps that build on this one add
seeding     all of it in one transaction
"""
