/*
 * phrases.c
 *	  What answers say in the languages of the field.
 *
 * English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish,
 * Danish and Norwegian, as the large comparative surveys word their answers.  A
 * further language is a line in each table.
 */
#include "kernel/base/phrases.h"

#include <string.h>

#define COUNT(words) ((int) (sizeof(words) / sizeof(*(words))))

/* the longest text that is looked at; no label of an end is longer */
#define LONGEST 512

static const char *const yes_words[] = {
	"1",		 "1.0",	   "yes", "y",	 "true", "t",  "x",	 "selected", "checked", "chosen",
	"mentioned", "quoted", "ja",  "oui", "si",	 "sí", "sì", "sim",		 "tak"};

static const char *const no_words[] = {"0",			  "0.0",	   "no",		   "n",
									   "false",		  "f",		   "not selected", "unselected",
									   "not checked", "unchecked", "not chosen",   "not mentioned",
									   "not quoted",  "nein",	   "nee",		   "nej",
									   "nei",		  "non",	   "não",		   "nie"};

/*
 * Beginnings of texts; behind a blank a word ends, behind a $ the text.  None of
 * them may begin the end of a scale: "not sure at all", "does not apply to me",
 * "möchte nicht kaufen".
 */
static const char *const no_opinions[] = {
	/* English */
	"don't know", "dont know", "don’t know", "do not know", "i don't know", "i dont know",
	"i don’t know", "i do not know", "dk ", "dk/na ", "refuse", "prefer not", "i prefer not",
	"i'd rather not", "rather not say", "rather not answer", "decline to", "declined to",
	"no answer", "no response", "no comment", "not sure$", "i'm not sure$", "unsure$", "undecided$",
	"not applicable", "n/a ", "no opinion", "no idea", "can't say", "can’t say", "can't choose",
	"can’t choose", "cannot say", "cannot choose", "not stated", "not asked", "not ascertained",
	/* German */
	"weiß nicht", "weiss nicht", "weiß ich nicht", "weiss ich nicht", "ich weiß nicht",
	"ich weiss nicht", "weiß es nicht", "keine angabe", "k. a. ", "k.a. ", "keine antwort",
	"keine meinung", "kann ich nicht", "möchte ich nicht sagen", "möchte ich nicht beantworten",
	"möchte nicht sagen", "möchte nicht antworten", "verweigert", "unentschieden$",
	/* French */
	"ne sait pas", "ne sais pas", "je ne sais pas", "nsp ", "ne se prononce pas", "sans opinion",
	"sans réponse", "sans avis", "pas de réponse", "pas d'opinion", "pas d'avis", "refus ",
	"refuse de", "ne souhaite pas répondre", "je ne souhaite pas répondre", "préfère ne pas",
	"je préfère ne pas", "non concerné", "pas concerné", "sans objet",
	/* Spanish */
	"no sabe", "no sé ", "no lo sé ", "ns/nc ", "ns/nr ", "no contesta", "no responde",
	"prefiero no", "prefiere no", "sin opinión", "sin respuesta", "no aplica", "no procede",
	"no estoy seguro$", "no estoy segura$", "rehúsa",
	/* Italian */
	"non so ", "non saprei", "non sa ", "non lo so ", "non risponde", "preferisco non",
	"preferisce non", "nessuna opinione", "nessuna risposta", "senza opinione", "non applicabile",
	"non pertinente", "rifiuta di", "rifiuto$",
	/* Portuguese */
	"não sei ", "não sabe", "não responde", "prefiro não", "prefere não", "sem opinião",
	"sem resposta", "não se aplica", "não aplicável", "recusa$", "recusou", "recusa responder",
	/* Dutch */
	"weet niet", "weet ik niet", "ik weet het niet", "weet het niet", "geen antwoord",
	"geen mening", "wil niet zeggen", "wil ik niet zeggen", "zeg ik liever niet",
	"liever niet zeggen", "niet van toepassing", "n.v.t. ", "nvt ", "weigert",
	/* Polish */
	"nie wiem", "trudno powiedzieć", "odmow", "brak odpowiedzi", "nie dotyczy",
	/* Swedish, Danish, Norwegian */
	"vet ej", "vet inte", "vet ikke", "veit ikkje", "ved ikke", "vill inte svara", "vill ej svara",
	"vill inte uppge", "vil ikke svare", "vil ikke oplyse", "ønsker ikke å", "ønsker ikke at",
	"ingen uppfattning", "ingen åsikt", "ingen mening", "inget svar", "intet svar", "ikke svar",
	"ubesvart", "ej svar", "ikke relevant", "ikke aktuelt", "ej aktuellt"};

/*
 * Beginnings of words of the bad end, denials among them.  They are looked for
 * first: "not satisfied", "stimme nicht zu", "pas d'accord".
 */
static const char *const bad_words[] = {
	/* English */
	"dis", "not ", "never ", "rarely ", "poor", "bad", "unlik", "unsat", "unimp", "unhapp", "worst",
	"worse ", "terrible", "awful", "difficult", "hard ", "hardly ", "definitely no", "no ", "none ",
	"unfav", "oppos",
	/* German */
	"nicht ", "nie ", "niemals ", "selten ", "kein", "schlecht", "unzufrieden", "unwahrsch",
	"unwichtig", "mangelhaft", "ungenügend", "ungern", "lehne", "schwierig", "schwer ",
	"überhaupt nicht",
	/* French */
	"pas ", "jamais ", "rarement ", "aucun", "peu ", "insatisf", "insuffis", "mauvais", "médiocre",
	"mal ", "improbable", "désaccord", "nul ", "difficile",
	/* Spanish */
	"nada ", "nunca ", "jamás ", "ningun", "ningún", "poco ", "insatisfech", "malo ", "mala ",
	"muy mal", "pésim", "deficiente", "desacuerdo", "difícil",
	/* Italian */
	"non ", "mai ", "per niente", "per nulla", "nessun", "insoddisf", "cattiv", "pessim", "scars",
	"improbabile", "disaccordo",
	/* Portuguese */
	"não ", "pouco ", "nenhum", "insatisfeit", "mau ", "má ", "ruim ", "péssim", "improvável",
	"discord", "desacordo",
	/* Dutch */
	"niet ", "nooit ", "zelden ", "geen ", "slecht", "ontevreden", "oneens ", "onwaarsch",
	"onbelangrijk", "moeilijk",
	/* Polish */
	"nigdy ", "niezadowol", "źle ", "zły ", "trudno", "mało ",
	/* Swedish, Danish, Norwegian */
	"inte ", "ikke ", "ikkje ", "aldri", "sällan ", "sjelden ", "sjældent ", "dålig", "dårlig",
	"missnöjd", "utilfreds", "misfornøyd", "uenig", "avstånd", "osannolik", "usannsynlig",
	"usandsynlig"};

static const char *const good_words[] = {
	/* English */
	"agree", "satisf", "likely", "always ", "excellent", "very good", "good", "best ", "easy",
	"important", "definitely", "happy", "great ", "favor", "favour", "approv", "support",
	/* German */
	"stimme", "trifft", "zufrieden", "wahrscheinlich", "immer ", "ausgezeichnet", "hervorragend",
	"gut ", "gute", "wichtig", "einfach", "leicht ", "bestimmt ", "gern",
	/* French */
	"d'accord ", "d’accord ", "satisf", "probable", "toujours ", "bon ", "bonne ", "bien ",
	"facile", "certainement ",
	/* Spanish */
	"acuerdo ", "satisfech", "siempre ", "excelente", "buen", "muy bien", "fácil", "seguro ",
	/* Italian */
	"accordo ", "d'accordo ", "d’accordo ", "soddisf", "probabile", "sempre ", "eccellent", "ottim",
	"buon", "bene ", "important",
	/* Portuguese */
	"concord", "satisfeit", "provável", "ótim", "bom ", "boa ",
	/* Dutch */
	"eens ", "tevreden", "waarschijnlijk", "altijd ", "uitstekend", "goed", "belangrijk",
	"makkelijk", "gemakkelijk",
	/* Polish */
	"zgadzam", "zadowol", "zawsze ", "dobrz", "dobry ", "bardzo dobr", "ważn",
	/* Swedish, Danish, Norwegian */
	"instämmer", "håller med", "nöjd", "tilfreds", "fornøyd", "enig ", "alltid ", "altid ", "bra ",
	"god ", "godt ", "sannolik", "sannsynlig", "sandsynlig", "viktig", "vigtig"};

/* lower case of ASCII, and of the letters with two bytes from À to Þ; both keep their size */
static char
folded(const char *text, size_t at)
{
	char c = text[at];

	if (c >= 'A' && c <= 'Z')
		return (char) (c - 'A' + 'a');
	if (at > 0 && text[at - 1] == '\xc3' && (unsigned char) c >= 0x80 &&
		(unsigned char) c <= 0x9e && (unsigned char) c != 0x97)
		return (char) (c + 0x20);
	return c;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char) c >= 0x80;
}

/* whether the text goes on with the phrase, at whose blank or $ a word or the text ends */
static bool
goes_on(const char *text, size_t size, size_t at, const char *phrase)
{
	for (; *phrase; phrase++, at++)
	{
		if (*phrase == ' ' && phrase[1] == '\0')
			return at >= size || !is_letter(text[at]);
		if (*phrase == '$')
			return at >= size;
		if (at >= size || folded(text, at) != *phrase)
			return false;
	}
	return true;
}

static void
trim(const char **text, size_t *size)
{
	while (*size > 0 && (**text == ' ' || **text == '\t'))
		(*text)++, (*size)--;
	while (*size > 0 && ((*text)[*size - 1] == ' ' || (*text)[*size - 1] == '\t'))
		(*size)--;
	if (*size > LONGEST)
		*size = LONGEST;
}

static bool
is_among(const char *text, size_t size, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strlen(words[i]) == size && goes_on(text, size, 0, words[i]))
			return true;
	return false;
}

/* whether a word of the text begins so */
static bool
holds(const char *text, size_t size, const char *const *words, int n)
{
	for (size_t at = 0; at < size; at++)
	{
		if (at > 0 && is_letter(text[at - 1]))
			continue;
		for (int i = 0; i < n; i++)
			if (goes_on(text, size, at, words[i]))
				return true;
	}
	return false;
}

bool
phrase_is_yes(const char *text, size_t size)
{
	return is_among(text, size, yes_words, COUNT(yes_words));
}

bool
phrase_is_no(const char *text, size_t size)
{
	return is_among(text, size, no_words, COUNT(no_words));
}

const char *const *
phrase_yes_words(int *n)
{
	*n = COUNT(yes_words);
	return yes_words;
}

const char *const *
phrase_no_words(int *n)
{
	*n = COUNT(no_words);
	return no_words;
}

bool
phrase_is_no_opinion(const char *text, size_t size)
{
	trim(&text, &size);
	for (int i = 0; i < COUNT(no_opinions); i++)
		if (goes_on(text, size, 0, no_opinions[i]))
			return true;
	return false;
}

int
phrase_side(const char *text, size_t size)
{
	trim(&text, &size);
	if (holds(text, size, bad_words, COUNT(bad_words)))
		return -1;
	return holds(text, size, good_words, COUNT(good_words));
}
