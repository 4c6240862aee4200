edition 1

# A world and questions, and no tool at all: the compiler writes the tools from the expressions behind `derive` and from
# the documentation of the fields.
scenario museum_night {
  title: "The long night of the museums",
  domain: culture,
  tags: ["museums", "art", "derived tools"],
  version: "1.0.0",
  license: "CC0-1.0",
}

enum Kind { painting, drawing, print, sculpture }

entity Museum key name {
  "A museum that is open in the long night."
  name: str(1..60) "Name on the door",
  district: str(1..40) "Part of the town",
  stop: str(1..40) "Tram stop at its door",
  opened: int(1700..2100) "Year of its first opening",
  ticket_eur: float(0.0..100.0, unit="EUR") "Price of a night ticket",
  closes: str(pattern="[0-2][0-9]:[0-5][0-9]") "Time of closing in this night",
}

entity Artist key name {
  "A painter, drawer, printmaker or sculptor."
  name: str(1..60) "Full name",
  born: int(1700..2100) "Year of birth",
  home: str(1..60) "Place of birth",
  teacher: Artist? "Who taught the artist, where that is known",
}

entity Work key title {
  "A work of art on show."
  title: str(1..80) "Title on the label",
  artist: Artist "Who made it",
  museum: Museum "Where it is on show",
  year: int(1700..2100) "Year in which it was finished",
  room: str(1..60) "Room in which it is on show",
  kind: Kind,
}

data Museum from "data/museums.csv"

data Artist from "data/artists.csv"

data Work from "data/works.csv"

task where_is_it {
  "The museum of one work."
  kind single_hop
  each w in Work
  ask $"I only have time for one thing tonight: \"{w.title}\". Which museum do I go to?"
  ask $"In which museum is \"{w.title}\" on show?"
  step place = derive w.museum.name
    asks $"In which museum is \"{w.title}\" on show?"
  answer place
}

task how_many_of_one_hand {
  "A count, with a bound on years."
  kind single_hop
  each a in [a for a in Artist if count([w for w in Work if w.artist == a and w.year >= 1900]) > 1]
  ask $"How many works that {a.name} finished in 1900 or later can I see tonight?"
  step number = derive count([w for w in Work if w.artist == a and w.year >= 1900])
    asks $"How many works did {a.name} finish in 1900 or later?"
  answer number
}

task how_many_since_the_war {
  "The same count with another bound: integration makes one tool of both."
  kind single_hop
  each a in [a for a in Artist if count([w for w in Work if w.artist == a and w.year >= 1946]) > 0]
  ask $"How many works that {a.name} finished after 1945 are on show tonight?"
  step number = derive count([w for w in Work if w.artist == a and w.year >= 1946])
    asks $"How many works did {a.name} finish after 1945?"
  answer number
}

task oldest_work_of_a_house {
  "The first of many."
  kind single_hop
  each m in Museum
  ask $"Which of the works on show at the {m.name} was finished first?"
  step oldest = derive first([w for w in Work if w.museum == m sort by w.year, w.title]).title
    asks $"What is the oldest work on show at the {m.name}?"
  answer oldest
}

task two_tickets {
  "Two prices side by side."
  kind parallel_single_hop
  each pair in samples(Museum, size=2, count=20, seed=11)
  let names = join([m.name for m in pair], " and ")
  ask $"What do night tickets for {names} cost together, in euros?"
  step price for m in pair = derive m.ticket_eur
    asks $"What does a night ticket for {m.name} cost, in euros?"
  answer sum(price) within 0.005 phrased $"{answer:.2f} euros"
}

task who_is_older {
  "Two years of birth, and their distance."
  kind parallel_single_hop
  each pair in samples(Artist, size=2, count=15, seed=23)
  let older = pair[0]?.name ?? ""
  let younger = pair[1]?.name ?? ""
  ask $"How many years lie between the births of {older} and {younger}?"
  step birth for a in pair = derive a.born
    asks $"In which year was {a.name} born?"
  answer abs(birth[0] - birth[1])
}

task home_of_the_hand {
  "From a work over its artist to a place."
  kind multi_hop
  each w in Work
  ask $"Where was the artist born who made \"{w.title}\"?"
  ask $"Who made \"{w.title}\", and what is that artist's place of birth? Answer with the place alone."
  step hand = derive w.artist.name
    asks $"Who made \"{w.title}\"?"
  step place = derive Artist[hand].home
    asks $"Where was {hand} born?"
  answer place
}

task teacher_of_the_hand {
  "From a work over its artist and that artist's teacher to a year."
  kind multi_hop
  each w in [w for w in Work if w.artist.teacher != null]
  ask $"In which year was the artist born who taught the one that made \"{w.title}\"?"
  step hand = derive w.artist.name
    asks $"Who made \"{w.title}\"?"
  step taught = derive Artist[hand].teacher.name
    asks $"Who taught {hand}?"
  step birth = derive Artist[taught].born
    asks $"When was {taught} born?"
  answer birth
}

task two_stops {
  "Two works, their museums, and where the tram halts there."
  kind parallel_multi_hop
  each pair in samples([w for w in Work if w.kind != "print"], size=2, count=25, seed=31)
  let both = join([w.title for w in pair], "\" and \"")
  ask $"I want to see \"{both}\". At which tram stops do I get off? List them in this order."
  step place for w in pair = derive w.museum.name
    asks $"In which museum is \"{w.title}\" on show?"
  step halt for p in place = derive Museum[p].stop
    asks $"Which tram stop is at the door of {p}?"
  answer halt
}

test "the rows hold together" {
  expect count(Work) == 41
  expect Work["Blue Mule"]?.museum?.name == "The Glass Barn"
  for m in Museum {
    expect count([w for w in Work if w.museum == m]) >= 3
  }
}

scale {
  seed 29
  level scaled { parameters: 2, toolset: 3 }
}

reward { max_turns: 8 }
