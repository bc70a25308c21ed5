"""What is due by the clock: each asks the database, each may run twice without harm."""

from auction.services.acts import print_due_acts
from auction.services.closing import close_due_lots
from auction.services.confirming import confirm_due_sales, print_due_confirmations
from auction.services.counting import recount_due_months
from auction.services.depositing import release_due_deposits
from auction.services.offering import close_due_offers
from auction.services.opening import open_due_lots
from auction.services.plan_course import go_on_with_due_plans
from auction.services.planning import plan_due_distributions
from auction.services.screening_live import screen_running_lots
from auction.services.self_disposing import lapse_due_self_disposals

TIMERS = (
    open_due_lots,
    close_due_lots,
    confirm_due_sales,
    close_due_offers,
    lapse_due_self_disposals,
    release_due_deposits,
    plan_due_distributions,
    go_on_with_due_plans,
    print_due_confirmations,
    print_due_acts,
    recount_due_months,
    screen_running_lots,
)
