library atlas { title: "Atlas" }
record Trip { cabin: 'economy' | 'business' }

#! TW0101 2:22 strings have double quotes
#! TW0101 2:34 strings have double quotes
#! fixed
