edition 1

scenario shop_orders {
  title: "Help desk of a small web shop",
  domain: retail,
  version: "1.0.0",
  clock: "2026-03-01T09:00:00",
  policy: """
    An order can be cancelled until it has been shipped. A cancelled order is
    refunded in full. After shipping, only single lines can be sent back, and
    only within 30 days.
    """,
}

enum OrderStatus { open, shipped, delivered, cancelled }

entity Customer key id {
  id: str,
  name: str,
  email: str(pattern="[^@ ]+@[^@ ]+"),
}

@check(stock <= 500)
entity Product key sku {
  sku: str,
  title: str,
  price: float(0.01..10000.0, unit="EUR"),
  stock: int(0..),
}

entity Order key id {
  id: str,
  customer: Customer,
  status: OrderStatus = "open",
  placed_on: date,
}

entity OrderLine key order, product {
  order: Order,
  product: Product,
  quantity: int(1..99),
}

entity Refund key id {
  id: str,
  order: Order,
  amount: float(0.0.., unit="EUR"),
}

data Customer {
  | id   | name          | email               |
  | "c1" | "Mara Lind"   | "mara@example.org"  |
  | "c2" | "Tomas Reyes" | "tomas@example.org" |
}

data Product {
  | sku    | title           | price | stock |
  | "LAMP" | "Desk lamp"     | 39.90 | 4     |
  | "MUG"  | "Enamel mug"    | 9.50  | 60    |
  | "RUG"  | "Wool rug"      | 129.0 | 1     |
}

data Order {
  | id     | customer | status      | placed_on    |
  | "o100" | "c1"     | "open"      | "2026-02-26" |
  | "o101" | "c1"     | "delivered" | "2026-01-12" |
  | "o102" | "c2"     | "shipped"   | "2026-02-20" |
}

data OrderLine {
  | order  | product | quantity |
  | "o100" | "LAMP"  | 1        |
  | "o100" | "MUG"   | 4        |
  | "o101" | "RUG"   | 1        |
  | "o102" | "MUG"   | 2        |
}

error UnknownCustomer(email: str) $"No customer uses the address {email}."
error UnknownOrder(id: str) $"There is no order {id}."
error NotCancellable(id: str, status: str) $"Order {id} is {status} and can no longer be cancelled."
error OutOfStock(sku: str, left: int) $"Only {left} of {sku} are left."

fn total(order: Order) -> float =
  round(sum([l.product.price * l.quantity for l in OrderLine if l.order == order]), 2)

tool find_orders(
  email: str(pattern="[^@ ]+@[^@ ]+") "E-mail address of the customer.",
  status: OrderStatus? = null "Only orders in this state.",
  limit: int(1..50) = 10 "At most this many orders.",
) -> list[{ id: str, status: OrderStatus, placed_on: date, total: float }]
  fails UnknownCustomer
{
  "Orders of one customer, newest first."
  let customer = first([c for c in Customer if c.email == email])
    ?? fail UnknownCustomer(email)
  return [
    { id: o.id, status: o.status, placed_on: o.placed_on, total: total(o) }
    for o in Order
    if o.customer == customer and (status == null or o.status == status)
    sort by o.placed_on desc
    take limit
  ]
}

tool cancel_order(order_id: str "Number of the order.") -> { refund_id: str, amount: float }
  fails UnknownOrder, NotCancellable
  writes Order, Product, Refund
{
  "Cancel an order that has not been shipped, put its goods back, refund it."
  let order = Order[order_id] ?? fail UnknownOrder(order_id)
  require order.status == "open" else NotCancellable(order_id, order.status)
  for line in [l for l in OrderLine if l.order == order] {
    update line.product { stock: line.product.stock + line.quantity }
  }
  update order { status: "cancelled" }
  let refund = insert Refund { id: next_id("r"), order: order, amount: total(order) }
  return { refund_id: refund.id, amount: refund.amount }
}

tool set_quantity(
  order_id: str "Number of the order.",
  sku: str "Product to change.",
  quantity: int(0..99) "New quantity; 0 takes the product off the order.",
) -> float
  fails UnknownOrder, NotCancellable, OutOfStock
  writes Product, OrderLine
{
  "Change how many of a product an open order has. Returns the new total."
  let order = Order[order_id] ?? fail UnknownOrder(order_id)
  require order.status == "open" else NotCancellable(order_id, order.status)
  let product = Product[sku] ?? fail OutOfStock(sku, 0)
  let line = OrderLine[order, product]
  let before = line?.quantity ?? 0
  require quantity - before <= product.stock else OutOfStock(sku, product.stock)
  update product { stock: product.stock - (quantity - before) }
  if line == null {
    if quantity > 0 {
      insert OrderLine { order: order, product: product, quantity: quantity }
    }
  } else if quantity == 0 {
    delete line
  } else {
    update line { quantity: quantity }
  }
  return total(order)
}

@distractor
tool best_sellers(limit: int(1..20) = 5 "How many products to list.")
  -> list[{ title: str, sold: int, orders: int }]
{
  "Products by number sold, cancelled orders left out."
  return [
    { title: title, sold: sum([x.quantity for x in l]), orders: count(o) }
    for o in Order
    for l in OrderLine
    if l.order == o and o.status != "cancelled"
    group by l.product.title as title
    sort by sum([x.quantity for x in l]) desc, title
    take limit
  ]
}

task cancel_the_open_order {
  kind multi_hop
  each c in [c for c in Customer if c.id == "c1"]
  ask $"I am {c.name} ({c.email}). Please cancel my open order. How much do I get back?"
  step open = find_orders(email=c.email, status="open")
    asks "Which of the customer's orders are open?"
    gives open[0].id
  step refund = cancel_order(order_id=open[0].id)
    asks $"Cancel order {open[0].id}. What is refunded?"
    gives refund.amount
  answer refund.amount within 0.005 phrased $"{answer} EUR"
  goal Order["o100"]?.status == "cancelled" and Product["LAMP"]?.stock == 5
}

task more_mugs_then_total {
  kind multi_hop
  each c in [c for c in Customer if c.id == "c1"]
  ask $"I am {c.name} ({c.email}). Make it six mugs on my open order, and tell me its new total."
  step open = find_orders(email=c.email, status="open") gives open[0].id
  step new_total = set_quantity(order_id=open[0].id, sku="MUG", quantity=6)
  answer new_total within 0.005
}

test "a shipped order is left alone" {
  expect cancel_order(order_id="o102") fails NotCancellable
  expect Order["o102"]?.status == "shipped"
}

test "a failing tool changes nothing" {
  expect set_quantity(order_id="o100", sku="LAMP", quantity=50) fails OutOfStock
  expect Product["LAMP"]?.stock == 4
}

test "the newest orders come first" {
  expect [o.id for o in find_orders(email="mara@example.org", limit=1)] == ["o100"]
}

test "sold numbers join orders and lines" {
  expect best_sellers(limit=1) == [{ title: "Enamel mug", sold: 6, orders: 2 }]
}

test "taking a product off an order puts it back on the shelf" {
  let left = set_quantity(order_id="o100", sku="MUG", quantity=0)
  expect left == 39.9
  expect Product["MUG"]?.stock == 64
  expect OrderLine["o100", "MUG"] == null
}

scale {
  seed 13
  level one { parameters: 1, toolset: 2 }
  level two { parameters: 2, toolset: 4 }
}

reward { max_turns: 12 }
