"""The race of gateways: what a governed call costs, beside a bare proxy of the same parts and other gateways."""
