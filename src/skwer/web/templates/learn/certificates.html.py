BBBBBBB BBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBB gettext(u'Verify a certificate') BBBBBBBB
BBBBB BBBBBBBBB BBBBBBBBBBB BB BBBBBBBBB _("Learning")  _("Verify a certificate") BBBBBBBB
BBBBB BBBB
XXXX XXXXXXXXXXX XXXXXXXXXBB BBBBBBB gettext(u'No certificate has this number') BBBB gettext(u'Verify a certificate') BBBBBXXXXXXX XXXXXXXXXXXXXBB BBBBBBB gettext(u'Compare it with the paper, sign by sign. If it is right and still not found, the certificate was not issued here.') BBBB gettext(u'Its number stands on the paper, in three groups of four signs.') BBBBBXXXXXXXXXX
XXXX XXXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXBBB BBBBBBBBBBBBBBBBBBX XXXXXXXXXXXXXX _("Number of the certificate") XXXXXXXXXX XXXXXXXXXXXXXXXXXX gettext(u'Verify') XXXXXXXXXXXXXXXXXXXXXXXXXX
BBBBBBBB
