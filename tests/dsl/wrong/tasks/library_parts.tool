library broken { title: "Broken" }

task a { }
scale { seed 1 }
reward { max_turns: 3 }

#! TW0609 3:1 a library has no `task`
#! TW0609 4:1 a library has no `scale`
#! TW0609 5:1 a library has no `reward`
