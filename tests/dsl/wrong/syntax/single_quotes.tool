library atlas { title: 'Atlas' }
const NAME = 'Oslo'

#! TW0101 1:24 strings have double quotes
#! TW0101 2:14 strings have double quotes
#! fixed
