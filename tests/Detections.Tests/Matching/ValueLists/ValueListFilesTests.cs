using Detections.Matching.ValueLists;

namespace Detections.Tests.Matching.ValueLists;

public sealed class ValueListFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_is_a_value_and_blank_lines_are_none()
    {
        File.WriteAllText(Path("a"), "\uFEFFone\r\n\r\n  two words \t\n\n#three");
        Assert.Equal(3, Get(Load("a"), "a").Count);
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_the_others_are_read()
    {
        File.WriteAllBytes(Path("wrong"), [(byte)'a', (byte)'\n', (byte)'b', 0xFF]);
        File.WriteAllText(Path("right"), "x");
        var lists = Load("missing", "wrong", "right");
        Assert.Equal(
            [
                $"the value list \"missing\" cannot be read: Could not find file '{Path("missing")}'.",
                $"the value list \"wrong\" cannot be read: {Path("wrong")}:2: the line is not UTF-8; save the file as UTF-8",
            ],
            lists.Problems
        );
        Assert.Equal(1, Get(lists, "right").Count);
        Assert.False(lists.TryGet("missing", out _, out var problem));
        Assert.Equal(lists.Problems.First(), problem);
    }

    [Fact]
    public void A_file_that_has_not_changed_is_not_read_again()
    {
        File.WriteAllText(Path("same"), "x");
        File.WriteAllText(Path("longer"), "x");
        File.WriteAllText(Path("newer"), "x");
        File.WriteAllText(Path("late"), "x");
        var first = Load("same", "longer", "newer", "missing");
        File.WriteAllText(Path("longer"), "x\ny");
        File.SetLastWriteTimeUtc(Path("newer"), DateTime.UnixEpoch);
        File.WriteAllText(Path("missing"), "x");
        string[] ids = ["same", "longer", "newer", "missing", "late"];
        var second = ValueListFiles.Load(ids.ToDictionary(id => id, Path), first);

        Assert.Same(Get(first, "same"), Get(second, "same"));
        Assert.Equal(2, Get(second, "longer").Count);
        Assert.NotSame(Get(first, "newer"), Get(second, "newer"));
        Assert.Empty(second.Problems);
    }

    [Fact]
    public void A_list_is_compiled_once_for_all_rules()
    {
        File.WriteAllText(Path("a"), "10.0.0.1\n10.0.0.2");
        var list = Get(Load("a"), "a");
        Assert.Same(
            list.TestOf(new("keyword"), isOfAddresses: false, ignoresCase: false),
            list.TestOf(new("keyword"), isOfAddresses: false, ignoresCase: false)
        );
        Assert.Same(
            list.TestOf(new("ip"), isOfAddresses: true, ignoresCase: false),
            list.TestOf(null, isOfAddresses: true, ignoresCase: true)
        );
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private ValueListFiles Load(params string[] names) => ValueListFiles.Load(names.ToDictionary(n => n, Path));

    private static ValueList Get(ValueListFiles lists, string id)
    {
        Assert.True(lists.TryGet(id, out var list, out var problem), problem);
        return list;
    }
}
