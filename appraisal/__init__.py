"""From asset to reference price: routes, assignments, surveys, reports, objections, fees."""
