using Detections.Eql.Patterns;

namespace Detections.Eql.Tests.Patterns;

public sealed class LuceneRegexTests
{
    [Theory]
    [InlineData("abc", "abc", "abcd")]
    [InlineData("abc", "abc", "xabc")]
    [InlineData("^a$", "^a$", "a")]
    [InlineData("a.c", "a\nc", "ac")]
    [InlineData("a.c", "a😀c", "a😀😀c")]
    [InlineData(".{2}", "😀é", "😀")]
    [InlineData("[^a]", "😀", "a")]
    [InlineData("[😀-😂]+", "😁😂", "😃")]
    [InlineData("[a-😂]", "é", "A")]
    [InlineData("a.+?", "abc", "b")]
    [InlineData("*a", "*a", "a")]
    [InlineData("(?a)", "?a", "a")]
    [InlineData("a|*", "*", "b")]
    [InlineData("|a", "|a", "a")]
    [InlineData("a]", "a]", "a")]
    [InlineData("[]a]", "]", "b")]
    [InlineData("[-a]", "-", "b")]
    [InlineData("[a\\-c]", "-", "b")]
    [InlineData("[\\\\-c]", "-", "a")]
    [InlineData("[\"&~#@<]", "\"", "\\")]
    [InlineData("\\.\\*\\~", ".*~", "x*~")]
    [InlineData("a{2}{3}", "aaaaaa", "aaaaa")]
    [InlineData("a{3,2}|b", "b", "aaa")]
    [InlineData("\\d+\\s\\w", "12 _", "12 -")]
    [InlineData("\\w", "a", "é")]
    [InlineData("\\d", "1", "١")]
    [InlineData("[^\\d]", "a", "1")]
    [InlineData("\\S\\D\\W", "xx-", "xx_")]
    [InlineData("\"a.b*\"", "a.b*", "axb")]
    [InlineData("\"\"a", "a", "\"\"a")]
    [InlineData("@", "", null)]
    [InlineData("a@b", "a\n😀b", "a")]
    [InlineData("a|#", "a", "#")]
    [InlineData("v<1-12>", "v007", "v13")]
    [InlineData("<12-1>", "12", "0")]
    [InlineData("<01-12>", "07", "7")]
    [InlineData("<8-11>", "11", "12")]
    [InlineData("~(ab)", "abc", "ab")]
    [InlineData("~a|a", "a", null)]
    [InlineData("~~a", "a", "b")]
    [InlineData("a.*&.*b", "ab", "ac")]
    [InlineData("x|a.*&~(.*b)", "ac", "ab")]
    [InlineData("(a&a)|c", "c", "b")]
    [InlineData("()", "", "a")]
    [InlineData("", "", "a")]
    public void A_pattern_matches_whole_texts_as_in_Lucene(string pattern, string matching, string? other)
    {
        var regex = Create(pattern);

        Assert.True(regex.IsMatch(matching));
        Assert.False(other is not null && regex.IsMatch(other));
    }

    [Theory]
    [InlineData("abc", "ABC", "abd")]
    [InlineData("[ax]b", "XB", "yb")]
    [InlineData("[a-z]", "m", "M")]
    [InlineData("[^a]", "b", "A")]
    [InlineData("\"Ab\"", "aB", "ab.")]
    [InlineData("k", "K", "\u212a")]
    [InlineData("é", "é", "É")]
    [InlineData("\\w", "A", "é")]
    public void Only_single_ASCII_letters_lose_their_case(string pattern, string matching, string other)
    {
        var regex = Create(pattern, ignoresCase: true);

        Assert.True(regex.IsMatch(matching));
        Assert.False(regex.IsMatch(other));
    }

    [Theory]
    [InlineData("net\\.exe", "net.exe")]
    [InlineData("\"a*\"b", "a*b")]
    [InlineData("(ab)c", "abc")]
    [InlineData("", "")]
    [InlineData("a|b", null)]
    [InlineData("ab?", null)]
    [InlineData("[a]", null)]
    [InlineData("~a", null)]
    public void A_pattern_without_operators_is_a_literal(string pattern, string? literal) =>
        Assert.Equal(literal, Create(pattern).Literal);

    [Theory]
    [InlineData(
        "a(b",
        1,
        "The group has no closing parenthesis [)]; escape the opening one as [\\(] if it is meant as such"
    )]
    [InlineData("ab)", 2, "The closing parenthesis [)] has no opening one; escape it as [\\)]")]
    [InlineData(
        "a[b",
        1,
        "The character class has no closing bracket []]; escape the opening one as [\\[] if it is meant as such"
    )]
    [InlineData("a[", 2, "The character class has no closing bracket []]")]
    [InlineData("[z-a]", 1, "The range [z-a] ends before it starts")]
    [InlineData("[a-]", 1, "The range [a-]] ends before it starts")]
    [InlineData("[a-", 1, "The range has no end; escape the hyphen as [\\-] if it is meant as such")]
    [InlineData("a|", 2, "The regular expression ends where a character or a group is expected")]
    [InlineData(
        "(a|)",
        0,
        "The group has no closing parenthesis [)]; escape the opening one as [\\(] if it is meant as such"
    )]
    [InlineData("a~", 2, "The regular expression ends where a character or a group is expected")]
    [InlineData("a\\", 1, "The backslash has nothing to escape; write [\\\\] for a backslash")]
    [InlineData(
        "C:\\temp",
        2,
        "There is no [\\t]; only the letters [dDsSwW] have a meaning behind a backslash, write [\\\\] for a backslash"
    )]
    [InlineData(
        "a{",
        1,
        "A repetition is written [{2}], [{2,}] or [{2,5}]; escape the brace as [\\{] if it is meant as such"
    )]
    [InlineData(
        "a{x}",
        1,
        "A repetition is written [{2}], [{2,}] or [{2,5}]; escape the brace as [\\{] if it is meant as such"
    )]
    [InlineData("a{1", 1, "The repetition has no closing brace [}], or its count is no integer up to 2147483647")]
    [InlineData(
        "a{1,9999999999}",
        1,
        "The repetition has no closing brace [}], or its count is no integer up to 2147483647"
    )]
    [InlineData(
        "\"a",
        0,
        "The quoted text has no closing quote [\"]; escape the quote as [\\\"] if it is meant as such"
    )]
    [InlineData(
        "a<1-2",
        1,
        "The interval has no closing bracket [>]; escape the opening one as [\\<] if it is meant as such"
    )]
    [InlineData(
        "<name>",
        0,
        "An interval is written [<1-100>], with integers up to 2147483647; escape [<] as [\\<] if it is meant as such"
    )]
    [InlineData(
        "a~b",
        1,
        "The operators [~] and [&] are supported for a whole alternative only, as in [~(a.*)] or [a.*&.*b|c], not as a part of it"
    )]
    [InlineData(
        "(a&b)c",
        0,
        "The operators [~] and [&] are supported for a whole alternative only, as in [~(a.*)] or [a.*&.*b|c], not as a part of it"
    )]
    public void A_wrong_pattern_is_refused_with_a_sentence_and_a_position(string pattern, int position, string sentence)
    {
        Assert.False(LuceneRegex.TryCreate(pattern, ignoresCase: false, out _, out var problem, out var at));
        Assert.Equal((position, sentence), (at, problem));
    }

    [Fact]
    public void What_is_too_long_too_deep_or_too_large_is_refused()
    {
        Assert.Equal(
            "The regular expression has 1001 characters, more than the 1000 that are allowed",
            Refusal(new string('a', 1001))
        );
        Assert.Equal(
            "Parentheses are nested more than 100 deep",
            Refusal(new string('(', 101) + "a" + new string(')', 101))
        );
        Assert.Equal(
            "The regular expression is too large; its repetitions, such as [{1000}], multiply: use smaller ones",
            Refusal("((a{100}){100}){100}")
        );
        Assert.True(Create(new string('a', 1000)).IsMatch(new string('a', 1000)));
        Assert.True(Create(new string('(', 100) + "a" + new string(')', 100)).IsMatch("a"));
    }

    [Fact]
    public void A_pattern_that_backtracking_would_never_finish_is_decided()
    {
        var regex = Create("(a+)+b");

        Assert.False(regex.IsMatch(new string('a', 50_000)));
    }

    private static LuceneRegex Create(string pattern, bool ignoresCase = false) =>
        LuceneRegex.TryCreate(pattern, ignoresCase, out var regex, out var problem, out _)
            ? regex
            : throw new FormatException(problem);

    private static string Refusal(string pattern)
    {
        Assert.False(LuceneRegex.TryCreate(pattern, ignoresCase: false, out _, out var problem, out _));
        return problem;
    }
}
