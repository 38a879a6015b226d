/*
 * phrases.c
 *	  Unit tests of what answers say, in each language.  The wordings are those
 *	  of the questionnaires of large comparative surveys.
 */
#include "kernel/base/phrases.h"
#include "tap.h"

#include <string.h>

static bool
none(const char *text)
{
	return phrase_is_no_opinion(text, strlen(text));
}

static int
side(const char *text)
{
	return phrase_side(text, strlen(text));
}

static void
test_no_opinion(void)
{
	static const char *const says[] = {"Don't know",
									   "REFUSED",
									   "dk",
									   "DK/NA",
									   "  Prefer not to say ",
									   "I don’t know",
									   "Not sure",
									   "Weiß nicht",
									   "WEIß ICH NICHT",
									   "Keine Angabe",
									   "k. A.",
									   "Ne sait pas",
									   "Je ne sais pas",
									   "Sans réponse",
									   "PRÉFÈRE NE PAS RÉPONDRE",
									   "No sabe / No contesta",
									   "NS/NC",
									   "No sé",
									   "Prefiero no contestar",
									   "Non so",
									   "Non risponde",
									   "Preferisco non rispondere",
									   "Não sei",
									   "NÃO SABE/NÃO RESPONDE",
									   "Sem opinião",
									   "Weet niet",
									   "Weet ik niet",
									   "Geen antwoord",
									   "Wil niet zeggen",
									   "Nie wiem",
									   "Trudno powiedzieć",
									   "Odmowa odpowiedzi",
									   "Vet ej",
									   "Vill inte svara",
									   "Ved ikke",
									   "Vet ikke",
									   "Ønsker ikke å svare"};
	static const char *const others[] = {"",
										 "Know",
										 "Not sure at all",
										 "Does not apply to me at all",
										 "Declined",
										 "Möchte nicht kaufen",
										 "Trifft nicht zu",
										 "Kein Vertrauen",
										 "Non sono d'accordo",
										 "No será posible",
										 "Não concordo",
										 "Niet tevreden",
										 "Nie zgadzam się",
										 "Vil ikke stemme",
										 "Nobody",
										 "Dkk"};

	for (size_t i = 0; i < sizeof(says) / sizeof(*says); i++)
		ok(none(says[i]), says[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ok(!none(others[i]), others[i]);
}

static void
test_sides(void)
{
	static const char *const good[] = {"Strongly agree",
									   "Very satisfied",
									   "Excellent",
									   "Extremely likely",
									   "Always",
									   "Stimme voll und ganz zu",
									   "Sehr zufrieden",
									   "Trifft voll und ganz zu",
									   "sehr gut",
									   "Immer",
									   "Tout à fait d'accord",
									   "Très satisfait",
									   "Toujours",
									   "Très bonne",
									   "Totalmente de acuerdo",
									   "Muy satisfecho",
									   "Muy buena",
									   "Siempre",
									   "Completamente d’accordo",
									   "Molto soddisfatto",
									   "Ottimo",
									   "Concordo totalmente",
									   "Muito satisfeito",
									   "Ótimo",
									   "Helemaal mee eens",
									   "Zeer tevreden",
									   "Altijd",
									   "Zdecydowanie zgadzam się",
									   "Bardzo dobrze",
									   "Instämmer helt",
									   "Mycket nöjd",
									   "Meget tilfreds",
									   "Svært fornøyd",
									   "Helt enig"};
	static const char *const bad[] = {"Strongly disagree",
									  "Not at all satisfied",
									  "Poor",
									  "Extremely unlikely",
									  "Never",
									  "Stimme überhaupt nicht zu",
									  "Sehr unzufrieden",
									  "Trifft gar nicht zu",
									  "sehr schlecht",
									  "Nie",
									  "Pas du tout d'accord",
									  "Très insatisfait",
									  "Jamais",
									  "Très mauvaise",
									  "Totalmente en desacuerdo",
									  "Nada satisfecho",
									  "Muy mala",
									  "Nunca",
									  "Completamente in disaccordo",
									  "Per niente soddisfatto",
									  "Pessimo",
									  "Discordo totalmente",
									  "Muito insatisfeito",
									  "Péssimo",
									  "Helemaal mee oneens",
									  "Zeer ontevreden",
									  "Nooit",
									  "Nigdy",
									  "Bardzo źle",
									  "Tar helt avstånd",
									  "Mycket missnöjd",
									  "Meget utilfreds",
									  "Svært misfornøyd",
									  "Helt uenig"};
	static const char *const neither[] = {"",	  "Male",		 "Female",		 "18-24",
										  "Oslo", "Neither nor", "teils, teils", "Bonus"};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ok(side(good[i]) == 1, good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(side(bad[i]) == -1, bad[i]);
	for (size_t i = 0; i < sizeof(neither) / sizeof(*neither); i++)
		ok(side(neither[i]) == 0, neither[i]);
}

static void
test_yes_and_no(void)
{
	static const char *const yes[] = {"1", "YES", "Ja", "Oui", "SÍ", "Sì", "Sim", "Tak", "x"};
	static const char *const no[] = {"0", "No", "Nein", "Non", "NÃO", "Nee", "Nej", "Nei", "Nie"};
	int n;

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		ok(phrase_is_yes(yes[i], strlen(yes[i])) && !phrase_is_no(yes[i], strlen(yes[i])), yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		ok(phrase_is_no(no[i], strlen(no[i])) && !phrase_is_yes(no[i], strlen(no[i])), no[i]);
	ok(!phrase_is_yes("yes, always", 11) && !phrase_is_no("", 0), "whole texts only");
	ok(strcmp(phrase_yes_words(&n)[n - 1], "tak") == 0 &&
		   strcmp(phrase_no_words(&n)[n - 1], "nie") == 0,
	   "the words themselves");
}

int
main(void)
{
	test_no_opinion();
	test_sides();
	test_yes_and_no();
	return tap_done();
}
