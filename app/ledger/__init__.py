"""MONEY: payment orders, immutable transfers, holds, and the bank at the edge."""
