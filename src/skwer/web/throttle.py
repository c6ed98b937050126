def salted_address(request):
    return "0.0.0.0"
