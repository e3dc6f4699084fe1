"""The background worker: takes tasks off the queue, keeps its word when it dies, minds the clock.

`queue` claims, renews and hands back tasks; `duties` knows what returns; `children` runs one thing
in a process of its own; `loop` is the worker that ties them together (`manage kerjakan`).
"""
