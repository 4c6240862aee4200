library atlas {
  title: "Atlas"
  domain: geography
}

#! TW0102 2:17 `,` is missing before `domain`
#! fixed
