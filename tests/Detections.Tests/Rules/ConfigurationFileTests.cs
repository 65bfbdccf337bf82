using Detections.Rules;

namespace Detections.Tests.Rules;

/// <summary>Which changes of files are seen.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly RuleFolder _folder = new();
    private readonly ConfigurationFile _file;

    public ConfigurationFileTests()
    {
        _folder.Write(
            "appsettings.json",
            """{ "Rules": { "Files": ["rules/**/*.toml"], "ValueLists": ["lists/*.txt"] } }"""
        );
        WriteRule("r1");
        _folder.Write("lists/hashes.txt", "abc");
        _file = ConfigurationFile.Find(_folder.Path)!;
        Assert.NotNull(_file.Read(out _));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_change_nothing_is_to_be_read()
    {
        Assert.False(_file.HasChanged());
    }

    [Theory]
    [InlineData("rules/new.toml", true)]
    [InlineData("rules/deep/below/new.toml", true)]
    [InlineData("lists/hashes.txt", true)]
    [InlineData("lists/new.txt", true)]
    [InlineData("rules/r1.toml", true)]
    [InlineData("rules/new.txt", false)]
    [InlineData("other/new.toml", false)]
    public void What_the_patterns_name_is_watched_be_it_there_or_new(string path, bool isSeen)
    {
        _folder.Write(path, "# changed to another length");

        Assert.Equal(isSeen, _file.HasChanged());
    }

    [Fact]
    public void A_file_that_goes_is_a_change()
    {
        File.Delete(Path.Combine(_folder.Path, "rules", "r1.toml"));

        Assert.True(_file.HasChanged());
    }

    [Fact]
    public void A_link_that_is_turned_to_another_file_is_a_change()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs symbolic links as Kubernetes makes them");
        var file = WriteRule("old");
        File.Move(file, Path.Combine(_folder.Path, "rules", ".old"));
        _folder.Write("rules/.new", File.ReadAllText(Path.Combine(_folder.Path, "rules", ".old")) + "# longer");
        var now = Path.Combine(_folder.Path, "rules", ".now");
        File.CreateSymbolicLink(now, ".old");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "rules", "link.toml"), ".now");
        Assert.Equal(2, _file.Read(out _)!.Rules.Rules.Count);
        Assert.False(_file.HasChanged());

        File.Delete(now);
        File.CreateSymbolicLink(now, ".new");

        Assert.True(_file.HasChanged());
    }

    [Fact]
    public void What_was_found_before_is_known_at_the_next_reading()
    {
        _folder.Write("rules/broken.toml", "x");
        _file.Read(out var first);
        Assert.DoesNotContain(first.All[0].Text, _file.FoundBefore);

        _file.Read(out var second);

        Assert.Equal(first.All.Select(f => f.Text), second.All.Select(f => f.Text));
        Assert.Contains(first.All[0].Text, _file.FoundBefore);
    }

    [Fact]
    public void A_mistake_in_the_settings_does_not_forget_what_was_right_in_the_files()
    {
        var settings = Path.Combine(_folder.Path, "appsettings.json");
        var right = File.ReadAllText(settings);
        File.WriteAllText(settings, right[..^1]);
        Assert.Null(_file.Read(out _));
        File.WriteAllText(settings, right);
        _folder.Write("rules/r1.toml", "broken");

        Assert.Equal("r1", Assert.Single(_file.Read(out _)!.Rules.Rules).RuleId);
    }

    private string WriteRule(string id) =>
        _folder.Write($"rules/{id}.toml", RuleFolder.Right.Replace("\"r1\"", $"\"{id}\"", StringComparison.Ordinal));
}
