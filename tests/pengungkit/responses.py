"""Ready-made answers for the bundled LKE."""

from __future__ import annotations

from decimal import Decimal

from pengungkit.instruments import Kind


def best_counts(ratio):
    """Counts that reach 100%: everything in the denominator once, all of it achieved."""
    counts = {one.key: 0 for one in ratio.inputs}
    for _, key in ratio.denominator:
        counts[key] = 1
    if len(ratio.numerator) == 1:
        counts[ratio.numerator[0][1]] = len(ratio.denominator)
    return counts


def best(instrument):
    return {item.code: best_response(item) for item in instrument.items}


def best_response(item):
    if item.kind is Kind.CHOICE:
        return item.options[0].letter
    if item.kind is Kind.INDEX:
        return Decimal(item.scale_max)
    return best_counts(item.ratio)


def worst_response(item):
    if item.kind is Kind.CHOICE:
        return item.options[-1].letter
    if item.kind is Kind.INDEX:
        return Decimal(0)
    counts = best_counts(item.ratio)
    if len(item.ratio.numerator) == 1:
        counts[item.ratio.numerator[0][1]] = 0
    else:
        counts = dict.fromkeys(counts, 1)
    return counts


def random_response(item, rng):
    """Any answer an item can have, empty and contradictory counts included; None is unanswered."""
    if rng.random() < 0.1:
        return None
    if item.kind is Kind.CHOICE:
        return rng.choice(item.options).letter
    if item.kind is Kind.INDEX:
        return Decimal(rng.randint(0, 400)) / 100
    high = rng.choice([0, 1, 3, 50])
    return {one.key: rng.randint(0, high) for one in item.ratio.inputs if rng.random() < 0.93}


def random_responses(instrument, rng):
    answers = {item.code: random_response(item, rng) for item in instrument.items}
    return {code: answer for code, answer in answers.items() if answer is not None}
