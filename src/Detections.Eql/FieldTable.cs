using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Detections.Eql.Compilation.Conditions;
using Detections.Eql.Execution;

namespace Detections.Eql;

/// <summary>
/// The fields that a set of queries needs, numbered. The number is the field's slot in every event read with this table. All threads
/// may share it: it does not change, but for what queries that are compiled against it share.
/// </summary>
public sealed class FieldTable
{
    /// <summary>
    /// The parts that a name may have between its dots. A document can spell a name in two to the power of its dots ways, and the
    /// table knows every key that may occur in them.
    /// </summary>
    internal const int MostParts = 50;

    private readonly FrozenDictionary<string, int> _slots;

    private FieldTable(
        ImmutableArray<string> fields,
        FrozenDictionary<string, int> slots,
        FieldNode root,
        ImmutableArray<byte[]?> nullValues
    )
    {
        NullValues = nullValues;
        Fields = fields;
        _slots = slots;
        Root = root;
    }

    /// <summary>How many fields, and so slots, there are.</summary>
    public int Count => Fields.Length;

    /// <summary>The dotted field names; the index is the slot.</summary>
    public ImmutableArray<string> Fields { get; }

    internal FieldNode Root { get; }

    /// <summary>What queries ask of single fields, by slot and meaning, so that those that ask the same share it.</summary>
    internal ConcurrentDictionary<(int Slot, string Meaning), FieldCondition> Conditions { get; } = new();

    /// <summary>What an explicit null of a field stands for, by slot, where its mapping says so.</summary>
    internal ImmutableArray<byte[]?> NullValues { get; }

    /// <summary>Numbers the fields in the order given; a repeated name counts once.</summary>
    /// <param name="fields">Dotted names, for example <c>process.parent.name</c>.</param>
    /// <param name="types">The types of the fields, of which an explicit null may stand for a value.</param>
    /// <exception cref="ArgumentException">A name is empty or has more than 50 parts.</exception>
    public static FieldTable Create(IEnumerable<string> fields, FieldTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var slots = new Dictionary<string, int>();
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var field in fields)
        {
            ArgumentException.ThrowIfNullOrEmpty(field, nameof(fields));
            var parts = field.AsSpan().Count('.') + 1;
            if (parts > MostParts)
            {
                throw new ArgumentException(
                    $"The field [{field[..40]}…] has {parts} parts between its dots; at most {MostParts} are accepted",
                    nameof(fields)
                );
            }

            if (slots.TryAdd(field, names.Count))
            {
                names.Add(field);
            }
        }

        var nullValues = names.Select(name =>
            types?.Of(name)?.NullValue is { } value ? Encoding.UTF8.GetBytes(value) : null
        );
        return new FieldTable(names.ToImmutable(), slots.ToFrozenDictionary(), FieldTrie.Build(names), [.. nullValues]);
    }

    /// <summary>The slot of a field, or -1 if the table does not have it.</summary>
    public int SlotOf(string field) => _slots.GetValueOrDefault(field, -1);
}
