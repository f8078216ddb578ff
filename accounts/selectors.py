from decimal import Decimal

from accounts.models import Accommodation, User


def get_time_factor(*, user: User) -> Decimal:
    """How much longer this person's clock runs: 1 unless an accommodation says more."""
    factor = Accommodation.objects.filter(user=user).values_list("time_factor", flat=True).first()
    return factor or Decimal(1)


def is_active(*, user_id: int) -> bool:
    """Whether this person may still sign in."""
    return User.objects.filter(pk=user_id, is_active=True).exists()
