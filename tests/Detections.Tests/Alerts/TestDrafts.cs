using System.Runtime.CompilerServices;
using System.Text;
using Detections.Alerts;
using Detections.Rules;
using Detections.Tests.Rules;

namespace Detections.Tests.Alerts;

internal static class TestDrafts
{
    public static readonly DateTimeOffset Now = new(2026, 8, 1, 10, 5, 0, TimeSpan.Zero);

    private static readonly Rule Rule = TestRules.Simple("R");

    public static AlertDraft Of(string source) => Of(Encoding.UTF8.GetBytes(source));

    public static AlertDraft Of(ReadOnlyMemory<byte> source) =>
        new(Rule, "logs-x", "E1", source, "alert-1", Now, "run-1");

    /// <summary>The text of a file beside the tests.</summary>
    public static string File(string name, [CallerFilePath] string tests = "") =>
        System.IO.File.ReadAllText(Path.Combine(Path.GetDirectoryName(tests)!, name));
}
