using System.Text;

namespace Detections.Eql.Tests.Indexing;

public sealed class StepMatcherTests
{
    private const int Lessons = 20_000;

    [Fact]
    public void Values_that_never_come_again_are_judged_as_others_are()
    {
        var steps = Steps.Compile(
            Enumerable
                .Range(0, 30)
                .Select(number => $"any where file.path : (\"*\\\\dir{number}\\\\*.exe\", \"c:\\\\x{number}\")")
        );
        var found = 0;
        for (var number = 0; number < Lessons; number++)
        {
            var path = number % 3 == 0 ? $@"C:\\X{number % 40}" : $@"D:\\{number}\\DIR{number % 40}\\{number}.EXE";
            found += steps.AssertAgree(Encoding.UTF8.GetBytes($$$"""{"file":{"path":"{{{path}}}"}}"""));
        }

        Assert.InRange(found, Lessons / 2, Lessons);
    }

    [Fact]
    public void A_field_whose_values_begin_to_repeat_and_cease_to_is_judged_as_before()
    {
        var steps = Steps.Compile(
            Enumerable
                .Range(0, 20)
                .Select(number => $"any where user.name in~ (\"u{number}\", \"v{number}\") or length(user.name) > 20")
        );
        for (var number = 0; number < Lessons * 8; number++)
        {
            var name = number / Lessons % 2 == 0 ? $"U{number % 25}" : $"v{number}";
            var json = Encoding.UTF8.GetBytes($$$"""{"user":{"name":["{{{name}}}","other"]}}""");
            if (number % 7 == 0)
            {
                steps.AssertAgree(json);
            }
            else
            {
                steps.Matcher.Match(steps.Read(json));
            }
        }
    }

    [Fact]
    public void More_kinds_of_events_than_can_be_told_apart_cost_time_but_no_match()
    {
        var steps = Steps.Compile([
            .. Enumerable
                .Range(0, 100)
                .Select(number => $"any where event.code == \"{number}\" and event.action : \"*{number % 10}\""),
            .. Enumerable
                .Range(0, 20)
                .Select(number => $"any where event.provider == \"p{number}\" and process.name : \"a*\""),
        ]);
        var random = new Random(1);
        var found = 0;
        for (var number = 0; number < Lessons; number++)
        {
            found += steps.AssertAgree(
                Encoding.UTF8.GetBytes(
                    $$$"""{"event":{"code":"{{{random.Next(110)}}}","action":"x{{{random.Next(12)}}}","provider":"p{{{random.Next(22)}}}"},"process":{"name":"Ab"}}"""
                )
            );
        }

        Assert.InRange(found, Lessons / 2, Lessons * 2);
    }

    [Theory]
    [InlineData("any where a : \"*needle*\"")]
    [InlineData("any where a == \"needle\"")]
    [InlineData("any where a regex~ \".*need.*\"")]
    [InlineData("any where endsWith~(a, \"NEEDLE\") or stringContains(a, \"dle\") or startsWith~(a, \"nee\")")]
    [InlineData("any where a == \"5\" or a in (5, 7) or a > 100")]
    [InlineData("any where a : (\"?eedl*\", \"*x\", \"\")")]
    public void A_step_finds_what_it_finds_alone(string query)
    {
        var steps = Steps.Compile([
            query,
            .. Enumerable.Range(0, 20).Select(number => $"any where a : (\"*other{number}*\", \"some{number}\")"),
        ]);
        string[] values =
        [
            "\"needle\"",
            "\"NEEDLE\"",
            "\"a needle in hay\"",
            "\"need\"",
            "\"nee\"",
            "\"\"",
            "\"€eedle\"",
            "\"x\"",
            "5",
            "\"5\"",
            "7.0",
            "101",
            "true",
            "[\"no\",\"needle\"]",
            "[]",
            "null",
            "\"" + new string('y', 5_000) + "needle" + new string('z', 70_000) + "\"",
        ];
        var found = 0;
        for (var round = 0; round < 700; round++)
        {
            found += values.Sum(value => steps.AssertAgree(Encoding.UTF8.GetBytes($$$"""{"a":{{{value}}}}""")));
        }

        Assert.NotEqual(0, found);
    }

    [Fact]
    public void An_event_without_a_match_allocates_nothing_once_its_kind_is_known()
    {
        var steps = Steps.Compile([
            .. Enumerable
                .Range(0, 200)
                .Select(number =>
                    $"process where event.type == \"start\" and process.name : \"tool{number}.exe\" and not process.command_line : \"* /{number} *\""
                ),
            "process where event.type == \"start\" and process.command_line : \"*secret*\"",
        ]);
        byte[][] events =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(number =>
                    Encoding.UTF8.GetBytes(
                        $$$"""{"event":{"category":["process"],"type":["start"]},"process":{"name":"harmless{{{number % 20}}}.exe","command_line":"harmless.exe --number {{{number}}}"}}"""
                    )
                ),
        ];
        for (var round = 0; round < 50; round++)
        {
            Array.ForEach(events, json => Assert.Equal(0, steps.Matcher.Match(steps.Read(json)).Length));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var json in events)
        {
            _ = steps.Matcher.Match(steps.Read(json));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_says_the_kind_of_an_event_may_be_long_and_is_not_kept()
    {
        var steps = Steps.Compile("any where event.action : \"*end\"", "any where event.action == \"x\"");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < 300; number++)
        {
            var action = new string((char)('a' + (number % 26)), 256 * 1024) + number + (number % 2 == 0 ? "end" : "");
            steps.AssertAgree(Encoding.UTF8.GetBytes($$$"""{"event":{"action":"{{{action}}}"}}"""));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }

    [Fact]
    public void The_same_words_of_aliases_for_different_fields_are_told_apart()
    {
        var table = FieldTable.Create(["b", "c"]);
        string[] texts = ["any where a == \"x\"", "any where length(a) == 1"];
        EqlStep[] steps =
        [
            .. texts
                .SelectMany(text => new[] { AliasOf("b", text), AliasOf("c", text) })
                .Select(q => q.Compile(table)[0]),
        ];
        Assert.True(new EventReader(table).TryRead("""{"b": "x", "c": "yy"}"""u8.ToArray(), out var values, out _));

        int[] found = [.. new StepMatcher(steps).Match(values)];
        Assert.Equal([0, 2], found.Order());
        Assert.Equal([0, 2], Enumerable.Range(0, steps.Length).Where(step => steps[step].Matches(values)));
    }

    private static EqlQuery AliasOf(string target, string text) =>
        EqlQuery.Parse(
            text,
            EqlOptions.Default with
            {
                Types = FieldTypes.FromMapping(
                    Encoding.UTF8.GetBytes(
                        $$$$$$$"""{"mappings":{"properties":{"a":{"type":"alias","path":"{{{{{{{target}}}}}}}"},"b":{"type":"keyword"},"c":{"type":"keyword"},"event":{"properties":{"category":{"type":"keyword"}}}}}}"""
                    )
                ),
            }
        );

    [Fact]
    public void Steps_of_different_tables_are_refused()
    {
        var query = EqlQuery.Parse("any where a == 1");
        var error = Assert.Throws<ArgumentException>(() =>
            new StepMatcher([
                query.Compile(FieldTable.Create(query.Fields))[0],
                query.Compile(FieldTable.Create(query.Fields))[0],
            ])
        );
        Assert.StartsWith(
            "All steps have to be compiled against the same field table",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void No_steps_are_satisfied_by_nothing() =>
        Assert.Equal(0, new StepMatcher([]).Match(new EqlEvent(slots: 0)).Length);
}
