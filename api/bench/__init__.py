"""How fast judgement and intake are on this machine, over spans made for it: no camera, clip or network is needed."""
