"""The pages of the appraisal: the court's, the agency's and everyone's."""

from appraisal.pages.agency import bp as agency_bp
from appraisal.pages.clerk import bp as clerk_bp
from appraisal.pages.course import bp as course_bp
from appraisal.pages.deadlines import bp as deadlines_bp
from appraisal.pages.desk_files import bp as files_bp
from appraisal.pages.fee_settings import bp as fee_settings_bp
from appraisal.pages.fee_statements import bp as fee_statements_bp
from appraisal.pages.fees import bp as fees_bp
from appraisal.pages.inquiry_platforms import bp as inquiry_platforms_bp
from appraisal.pages.objection_desk import bp as objection_desk_bp
from appraisal.pages.objections import bp as objections_bp
from appraisal.pages.price_negotiation import bp as price_negotiation_bp
from appraisal.pages.public import bp as public_bp
from appraisal.pages.routes import bp as routes_bp
from appraisal.pages.survey import bp as survey_bp

BLUEPRINTS = (
    clerk_bp,
    course_bp,
    agency_bp,
    survey_bp,
    files_bp,
    public_bp,
    deadlines_bp,
    objections_bp,
    objection_desk_bp,
    routes_bp,
    price_negotiation_bp,
    inquiry_platforms_bp,
    fees_bp,
    fee_settings_bp,
    fee_statements_bp,
)
