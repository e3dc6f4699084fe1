"""How fast the portal is, as ratios to bare Django views served in the same way.

`python3 zi.py bench` starts two servers with the product's own gunicorn line: the portal with its
demo, and `bench.bare`, a project with Django's usual middleware and nothing else. Requests to both
alternate, one at a time, so that whatever else the machine does falls on both.

__main__    the run, step by step
site        a temporary installation, and the two servers
inside      what has to happen inside the portal's Django: sessions, a crowd of offices, counts
client      one kept-alive connection with its cookies
uploads     files on their way in: time, memory, and the pages of others meanwhile
measuring   rounds, medians
goals       what must be reached, and the table
bare        the project the portal is held against
"""
