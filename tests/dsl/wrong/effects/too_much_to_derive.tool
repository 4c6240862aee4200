edition 1
scenario too_much_to_derive { title: "Loops in loops, in derived steps" }

entity Log key id { "A log." id: int "Number.", size: int "Lines in it." }
data Log generate 300 seed 1 { id: serial(), size: uniform(1, 9) }

task triples {
  each log in Log
  let all = [a.size + b.size for a in Log for b in Log]
  ask $"How many triples are there for {log.id}?"
  step fine = derive count([a for a in Log for b in Log if a.size + b.size == log.size]) asks $"Pairs for {log.id}?"
  step much = derive count([a for a in Log for b in Log for c in Log if a.size + b.size + c.size == log.size])
    asks $"Triples for {log.id}?"
  step hidden = derive count([a for a in Log if a.size in all]) asks $"Sums for {log.id}?"
  answer much + fine + hidden
}

#! TW0416 12:40 one call of the tool for `much` may take 81,181,502 steps, and 10,000,000 are the most
#! TW0416 14:42 one call of the tool for `hidden` may take 81,180,901 steps, and 10,000,000 are the most
