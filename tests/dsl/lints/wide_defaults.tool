library rooms { title: "Rooms" }

fn next(number: int?) -> int = number ?? 0 + 1
fn sum_of(beds: int?, more: int) -> int = beds ?? 0 + more * 2
fn left(beds: int?, gone: int) -> int = beds ?? 0 - gone - 1
fn priced(nights: float?, price: float) -> float = nights ?? 1.0 * price
fn grouped(number: int?) -> int = (number ?? 0) + 1
fn meant(number: int?, other: int) -> int = number ?? other + 1
fn doubled(number: int?, other: int) -> int = number ?? 2 * other
fn bracketed(number: int?, other: int) -> int = number ?? (0 + other)
fn named(name: str?, number: int) -> str = name ?? "room " + text(number)
fn again(number: int?, second: int?) -> int = number ?? second ?? 0

#! TW0826 3:42 all of `0 + 1` stands for null
#! TW0826 4:51 all of `0 + more * 2` stands for null
#! TW0826 5:49 all of `0 - gone - 1` stands for null
#! TW0826 6:62 all of `1.0 * price` stands for null
