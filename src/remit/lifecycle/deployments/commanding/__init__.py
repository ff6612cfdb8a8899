"""Commands: what a sentence means among what there is, and the plan or the change it leads to."""
