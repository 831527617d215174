"""The routes of people: signing in, one's own profile, everybody's accounts, roles, invitations."""

from portal.accounts.controllers.changes import IdentityChangeController
from portal.accounts.controllers.invitation_list import InvitationListController
from portal.accounts.controllers.invitations import InvitationController
from portal.accounts.controllers.official_number import official_number
from portal.accounts.controllers.password_reset import PasswordResetController
from portal.accounts.controllers.people import PeopleController
from portal.accounts.controllers.posts import PostController
from portal.accounts.controllers.profile import ProfileController
from portal.accounts.controllers.roles import RoleController
from portal.accounts.controllers.second_factor import SecondFactorController
from portal.accounts.controllers.second_factor_sign_in import enter
from portal.accounts.controllers.sign_in import SignInController, sign_out
from portal.accounts.controllers.sign_in_help import SignInHelpController
from portal.accounts.controllers.standing import StandingController
from portal.accounts.controllers.step_up import StepUpController

ROUTES = [
    SignInController,
    sign_out,
    ProfileController,
    PeopleController,
    PostController,
    StandingController,
    RoleController,
    StepUpController,
    SecondFactorController,
    SignInHelpController,
    PasswordResetController,
    official_number,
    enter,
    InvitationController,
    InvitationListController,
    IdentityChangeController,
]
