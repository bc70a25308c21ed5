"""The pages of the appraisal: the court's, the agency's and everyone's."""

from appraisal.pages.agency import bp as agency_bp
from appraisal.pages.clerk import bp as clerk_bp
from appraisal.pages.objection_desk import bp as objection_desk_bp
from appraisal.pages.objections import bp as objections_bp
from appraisal.pages.public import bp as public_bp

BLUEPRINTS = (clerk_bp, agency_bp, public_bp, objections_bp, objection_desk_bp)
