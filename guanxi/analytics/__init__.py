"""What orders teach about customers: value, segments, contractual survival. Reads: commerce, customers. Emits nothing."""
