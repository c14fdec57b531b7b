"""Common given names, folded: « Didier enverra » names somebody though no list of those present does.

Names of one word only, and none that is a word, a town or a month too.
"""

from __future__ import annotations

_NAMES = """
    adele adeline adrien agathe agnes aicha alain alban albert alexandra alexandre alexis alice aline alix amandine
    amelie amina anais andre andree anne annette annick annie anthony antoine antonin apolline ariane armelle arnaud
    arthur aude audrey aurelie aurelien axel baptiste bastien beatrice benedicte benjamin benoit bernadette bernard
    bertrand brigitte bruno camille carine caroline catherine cecile celia celine chantal charles charlotte chloe
    christelle christian christiane christine christophe claire clara claude claudine clemence clement clementine
    colette coralie corentin corinne cyril cyrille damien daniel daniele danielle david deborah delphine denis
    denise didier dominique dorothee edith edouard elena eliane elisa elisabeth elise elodie eloise emeline emile
    emilie emma emmanuel emmanuelle eric erwan estelle esther etienne eugenie evelyne fabien fabienne fabrice fanny
    fatima felix fernand florence florent florian francine francis franck francois francoise frederic frederique
    gabriel gabrielle gael gaelle gaetan genevieve georges gerald geraldine gerard germain ghislaine gilbert gilles
    gisele gregoire gregory guilhem guillaume guy helene henri herve hortense hubert hugo hugues ines irene isabelle
    ivan jacqueline jacques jean jeanne jennifer jeremie jeremy jerome jessica joachim jocelyne joel joelle johan
    johanna johanne jonathan joseph josiane julia julie julien juliette justine karim karine kevin laetitia laura
    laure laurence laurent lea leila lena leo leon leonie lionel lise loic louis louise luc lucas lucie lucien
    lucile ludivine ludovic lydie madeleine mael maelle magali malik manon manuel marc marcel marguerite marianne
    marie marielle marine marion marius marlene martin martine mathias mathieu mathilde matthieu maud maurice maxime
    melanie melissa michael michel michele micheline mickael mireille mohamed monique morgane mounir muriel myriam
    nadege nadia nadine natacha nathalie nathan nelly nicolas nicole noemie nora odette odile olivia olivier pascal
    pascale patrice patricia patrick paul paule pauline philippe pierre quentin rachel rachid raphael raphaelle
    raymond regine regis remi remy renaud rene renee robert roger roland romain ronan rosalie sabine sabrina samia
    samir samira samuel sandra sandrine sarah sebastien serge severine simon simone solange solene sonia sophie
    stephane stephanie suzanne sylvain sylvie tanguy thibault thibaut thierry thomas timothee tristan valentin
    valentine valerie vanessa veronique victoire victor vincent violaine virginie viviane william xavier yann
    yannick yasmine yoann yolande yves yvette yvon yvonne zoe"""
GIVEN = frozenset(_NAMES.split())


def is_given(word: str) -> bool:
    """Whether a folded word is a given name, or two that a hyphen joins."""
    return all(part in GIVEN for part in word.split("-")) if word else False
