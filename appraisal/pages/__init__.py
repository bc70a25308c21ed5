"""The pages of the appraisal: the court's, the agency's and everyone's."""

from appraisal.pages.agency import bp as agency_bp
from appraisal.pages.clerk import bp as clerk_bp
from appraisal.pages.inquiry_platforms import bp as inquiry_platforms_bp
from appraisal.pages.price_negotiation import bp as price_negotiation_bp
from appraisal.pages.public import bp as public_bp
from appraisal.pages.routes import bp as routes_bp

BLUEPRINTS = (
    clerk_bp,
    agency_bp,
    public_bp,
    routes_bp,
    price_negotiation_bp,
    inquiry_platforms_bp,
)
