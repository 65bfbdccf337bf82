using System.Text;

namespace Detections.Eql.Tests;

public sealed class FieldTableTests
{
    [Fact]
    public void A_field_is_numbered_once_in_the_order_given()
    {
        var table = FieldTable.Create(["b", "a.c", "b", "a"]);

        Assert.Equal(["b", "a.c", "a"], table.Fields);
        Assert.Equal(3, table.Count);
        Assert.Equal(1, table.SlotOf("a.c"));
        Assert.Equal(-1, table.SlotOf("c"));
        Assert.Equal(-1, table.SlotOf("A"));
    }

    [Fact]
    public void Names_whose_ends_are_alike_and_very_many_names_are_told_apart()
    {
        string[] names =
        [
            "eth0.sub0.rx_pkt",
            "eth1.sub2.rx_pkt",
            "a long name with the same ends, 1, a long name",
            "a long name with the same ends, 2, a long name",
            .. Enumerable.Range(0, 3_000).Select(number => $"f{number}.x{number % 7}"),
        ];
        var table = FieldTable.Create(names);
        var json = $"{{{string.Join(", ", names.Select((name, slot) => $"\"{name}\": {slot}, \"{name}x\": 0"))}}}";

        Assert.True(new EventReader(table).TryRead(Encoding.UTF8.GetBytes(json), out var values, out _));
        Assert.All(
            Enumerable.Range(0, names.Length),
            slot => Assert.Equal($"{slot}", Encoding.UTF8.GetString(values.FirstValue(slot)))
        );
    }

    [Fact]
    public void Queries_share_a_table_and_an_event()
    {
        var first = EqlQuery.Parse("process where a == 1");
        var second = EqlQuery.Parse("any where b == 2 and a == 1");
        var table = FieldTable.Create([.. first.Fields, .. second.Fields]);

        Assert.True(new EventReader(table).TryRead("""{"a": 1, "b": 2}"""u8.ToArray(), out var values, out _));
        Assert.False(first.Compile(table)[0].Matches(values));
        Assert.True(second.Compile(table)[0].Matches(values));
    }

    [Fact]
    public void A_table_that_lacks_a_field_is_refused()
    {
        var query = EqlQuery.Parse("any where a == 1 and b == 2");

        var exception = Assert.Throws<ArgumentException>(() => query.Compile(FieldTable.Create(["a"])));
        Assert.StartsWith(
            "The field table lacks [b], which the query needs",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_name_with_too_many_parts_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => FieldTable.Create([new string('.', 50)]));
        Assert.StartsWith(
            "The field [........................................…] has 51 parts between its dots; at most 50 are accepted",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Hundreds_of_fields_are_told_apart()
    {
        var names = Enumerable
            .Range(0, 500)
            .Select(number => $"group{number % 7}.sub{number % 31}.field{number}")
            .ToArray();
        var table = FieldTable.Create(names);
        var json = $"{{{string.Join(',', names.Select((name, index) => $"\"{name}\": {index}"))}}}";

        Assert.True(new EventReader(table).TryRead(Encoding.UTF8.GetBytes(json), out var values, out _));
        for (var slot = 0; slot < names.Length; slot++)
        {
            Assert.Equal($"{slot}", Encoding.UTF8.GetString(values.FirstValue(slot)));
        }
    }
}
