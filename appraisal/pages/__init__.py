"""The pages of the appraisal: the court's, the agency's and everyone's."""

from appraisal.pages.agency import bp as agency_bp
from appraisal.pages.clerk import bp as clerk_bp
from appraisal.pages.fee_settings import bp as fee_settings_bp
from appraisal.pages.fee_statements import bp as fee_statements_bp
from appraisal.pages.fees import bp as fees_bp
from appraisal.pages.public import bp as public_bp

BLUEPRINTS = (clerk_bp, agency_bp, public_bp, fees_bp, fee_settings_bp, fee_statements_bp)
