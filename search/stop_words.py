"""Words that say nothing of what is sought: articles, prepositions, pronouns, and the words that questions are made of."""

ES = """a al algo algún alguna algunas alguno algunos ante aquel aquella como con contra cual cuál cuales cuáles cuando cuándo
cuanto cuánto cuya cuyo de del desde donde dónde dos e el él ella ellas ellos en entre era es esa esas ese eso esos esta está
están estas este esto estos fue ha hace hacen hacia han hasta hay la las le les lo los más me mi mis muy ni no nos nosotros o
para pero por porque pues que qué quien quién quienes quiénes se según ser si sí sin sobre son su sus también tan te tiene
tienen todo todos tu un una unas uno unos usar y ya yo"""
EN = """a about after all also am an and any are as at be because been before being between but by can could did do does during
each for from had has have he her here his how i if in into is it its me more most my no not of on or our out over own she so
some such than that the their them then there these they this those through to too under up us use used using very was we were
what when where which while who whom whose why will with would you your"""
PT = """a à ao aos aquela aquele as às até com como da das de dela dele delas deles do dos e é ela elas ele eles em entre era
essa esse esta está estão este eu foi há isso isto já lhe lhes mais mas me mesmo meu minha muito na nas não nem no nos nós o os
ou para pela pelas pelo pelos por porque qual quais quando quanto que quem se sem ser seu seus só sobre sua suas são também te
tem têm toda todas todo todos tu um uma umas uns usar você vocês"""
FR = """à a ai ainsi alors au aucun aussi autre aux avec avoir c ce ceci cela celle celui ces cet cette chez comme comment
d dans de des dont du elle elles en entre est et été être eu fait faire ici il ils j je l la le les leur leurs lui m ma mais me
même mes moi mon n ne nos notre nous on ont ou où par pas plus pour pourquoi qu quand que quel quelle quelles quels qui s sa
sans se ses si son sont sous sur ta te tes toi ton tous tout toute toutes tu un une utiliser vers vos votre vous y"""

BY_LANGUAGE: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in (("es", ES), ("en", EN), ("pt", PT), ("fr", FR))
}
ALL: frozenset[str] = frozenset().union(*BY_LANGUAGE.values())
