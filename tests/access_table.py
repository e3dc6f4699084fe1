"""Who reaches what: one line per address and method. This is the security review.

Columns: a stranger, a person without a role, the eight roles in the office the address names, and
"lain", each of the eight roles in another office. Codes:

    ok   200: the page or its answer            go   302: done, or sent on
    in   302 to the sign-in page                no   403: known here, but not yours to do
    --   404: does not exist for you            bad  400: what was sent cannot be
    =    in "lain": as in the own office        405  not this way
    =ok  the same, but what changes something there is only shown again here, with its error

A POST with "!" must change something, which proves that the body sent is a real one. A method that
is not listed answers 405 (or the sign-in page).
"""

from __future__ import annotations


HEAD = "anonim tanpa anggota koordinator ketua kepala tpi admin_wilayah admin_pusat pengamat lain"

TABLE = """
# Public, and signing in                anon tanpa | angg koor ketu kepl tpi  adwl adps pngm | lain
GET  health                                 ok   ok  |  ok   ok   ok   ok   ok   ok   ok   ok  |  =
GET  security_txt                           ok   ok  |  ok   ok   ok   ok   ok   ok   ok   ok  |  =
GET  account_login                          ok   go  |  go   go   go   go   go   go   go   go  |  =
POST account_login                          ok   go  |  go   go   go   go   go   go   go   go  |  =

# Home
GET  reports:root                           in   go  |  go   go   go   go   go   go   go   go  |  =
GET  reports:home                           in   ok  |  ok   ok   ok   ok   ok   ok   ok   ok  |  =
GET  reports:dashboard                      in   --  |  ok   ok   ok   ok   ok   ok   ok   ok  |  --

# Assessments
GET  pengungkit:assessment_list             in   ok  |  ok   ok   ok   ok   ok   ok   ok   ok  |  =
GET  pengungkit:assessment_open             in   no  |  no   no   ok   no   no   ok   ok   no  |  =
POST pengungkit:assessment_open            in   no  |  no   no   go!  no   no   go!  go!  no  |  =ok
GET  pengungkit:assessment                  in   --  |  ok   ok   ok   ok   ok   ok   ok   ok  |  --
GET  pengungkit:area                        in   --  |  ok   ok   ok   ok   ok   ok   ok   ok  |  --
GET  pengungkit:assessment_close            in   --  |  no   no   ok   ok   no   no   no   no  |  --
POST pengungkit:assessment_close            in   --  |  no   no   go!  go!  no   no   no   no  |  --
GET  pengungkit:assessment_reopen           in   --  |  no   no   no   no   no   go   go   no  |  --
POST pengungkit:assessment_reopen           in   --  |  no   no   no   no   no   go!  go!  no  |  --
POST pengungkit:assign                      in   --  |  no   go!  go!  no   no   no   no   no  |  --

# Items
POST pengungkit:item_save                   in   --  |  ok!  ok!  ok!  no   no   no   no   no  |  --
"""
