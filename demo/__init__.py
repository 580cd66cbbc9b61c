"""The demo company: a provincial garment distributor that never existed, and the program that writes its exports."""
