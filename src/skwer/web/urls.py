"""Every page's address, gathered from the topics. Names live in one namespace: `web:call`, `web:desk_call`, …"""

from .access import urls as access
from .account import urls as account
from .applying import urls as applying
from .assessment import urls as assessment
from .audit import urls as audit
from .calls import urls as calls
from .care import urls as care
from .data import urls as data
from .desk import urls as desk
from .discussion import urls as discussion
from .events import urls as events
from .feeds import urls as feeds
from .files import urls as files
from .frame import urls as frame
from .grants import urls as grants
from .home import urls as home
from .inbox import urls as inbox
from .kits import urls as kits
from .lasting import urls as lasting
from .learn import urls as learn
from .library import urls as library
from .licences import urls as licences
from .meetings import urls as meetings
from .moving import urls as moving
from .numbers import urls as numbers
from .objections import urls as objections
from .places import urls as places
from .practices import urls as practices
from .projects import urls as projects
from .proposals import urls as proposals
from .results import urls as results
from .search import urls as search
from .sharing import urls as sharing
from .signs import urls as signs
from .spaces import urls as spaces
from .support import urls as support
from .surveys import urls as surveys
from .transfers import urls as transfers
from .vote import urls as vote
from .work import urls as work

app_name = "web"
urlpatterns = [
    *frame.urlpatterns,
    *home.urlpatterns,
    *calls.urlpatterns,
    *applying.urlpatterns,
    *meetings.urlpatterns,
    *objections.urlpatterns,
    *proposals.urlpatterns,
    *vote.urlpatterns,
    *results.urlpatterns,
    *places.urlpatterns,
    *access.urlpatterns,
    *care.urlpatterns,
    *signs.urlpatterns,
    *spaces.urlpatterns,
    *licences.urlpatterns,
    *sharing.urlpatterns,
    *discussion.urlpatterns,
    *surveys.urlpatterns,
    *lasting.urlpatterns,
    *projects.urlpatterns,
    *work.urlpatterns,
    *library.urlpatterns,
    *kits.urlpatterns,
    *transfers.urlpatterns,
    *feeds.urlpatterns,
    *practices.urlpatterns,
    *events.urlpatterns,
    *learn.urlpatterns,
    *support.urlpatterns,
    *account.urlpatterns,
    *inbox.urlpatterns,
    *search.urlpatterns,
    *files.urlpatterns,
    *data.urlpatterns,
    *grants.urlpatterns,
    *moving.urlpatterns,
    *numbers.urlpatterns,
    *audit.urlpatterns,
    *desk.urlpatterns,
    *assessment.urlpatterns,
]
