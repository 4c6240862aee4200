"""Which files belong to a scenario, and which names each of them sees."""
