"""The law of disclosure: pure, dated, cited. Each function takes the law of the day as `law` (see `law.law_of`)."""
