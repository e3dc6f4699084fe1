"""What `zi.py` does before Django exists. Standard library only; imports nothing of the portal.

commands      which word does what
layout        where things are, and the environment of every process that is started
console       steps, times, and the one sentence of an error
processes     a step as a child process with its log
envfile       .env on the first run
interpreter   .venv and the hash-locked requirements
apt           Debian packages, also without root
pango         the system libraries of PDF, and the bundled fonts
serve         the portal's processes: start, watch, stop
checks        tests and checks
lock          renewing the hash-locked requirements
"""
