"""How the quote tagger's model is made: `copydesk train`. Needs the extra `train`; the product does not need this.

gold.py     annotated articles -> what the network is to answer for each word
network.py  the network
train.py    the recipe and the loop
export.py   weights -> an ONNX file with 8-bit integers
card.py     what was trained and how good it is -> the model card
make.py     the whole way
"""
