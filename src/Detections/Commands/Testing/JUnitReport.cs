using System.Globalization;
using System.Text;
using System.Xml;

namespace Detections.Commands.Testing;

/// <summary>The results as CI servers read them.</summary>
internal static class JUnitReport
{
    public static void Write(IReadOnlyList<TestResult> results, string path)
    {
        using var writer = XmlWriter.Create(path, new() { Indent = true, Encoding = new UTF8Encoding(false) });
        writer.WriteStartElement("testsuites");
        WriteCounts(writer, results);
        foreach (var file in results.GroupBy(result => (result.File.FullPath, result.Rule)))
        {
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", Clean(file.Key.Rule));
            writer.WriteAttributeString("file", Clean(file.Key.FullPath));
            WriteCounts(writer, [.. file]);
            foreach (var result in file)
            {
                writer.WriteStartElement("testcase");
                writer.WriteAttributeString("classname", Clean(result.Rule));
                writer.WriteAttributeString("name", Clean(result.Test.Name));
                if (result.Difference is { } difference)
                {
                    writer.WriteStartElement("failure");
                    writer.WriteAttributeString("message", Clean(difference));
                    writer.WriteString(Clean($"{result.Test.Location}: {difference}"));
                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter writer, IReadOnlyCollection<TestResult> results)
    {
        var failures = results.Count(result => !result.IsPassed);
        writer.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Events may hold what XML cannot.</summary>
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsXml(rune) ? rune.ToString() : "\uFFFD"));

    private static bool IsXml(Rune rune) => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
}
