using System.Linq;
using System.Runtime.InteropServices;

namespace Detections.Eql.Indexing;

/// <summary>
/// The fields that say what kind of event it is, and the program for each combination of what rules ask of them. There are as many
/// programs as rules tell kinds apart, however many values events have.
/// </summary>
internal sealed class Signatures
{
    private const int MaxPrograms = 128;

    private static readonly string[] Kinds =
    [
        "event.category",
        "event.type",
        "event.kind",
        "event.action",
        "event.code",
        "event.provider",
        "event.module",
        "event.outcome",
        "event.dataset",
        "data_stream.dataset",
        "host.os.type",
    ];

    private readonly Dictionary<ulong[], Program> _programs = new(SignatureComparer.Instance);
    private readonly Func<EventState, IReadOnlyList<FieldState>, Program> _create;
    private readonly List<ulong> _signature = [];
    private SignatureCache _cache = new();
    private List<FieldState> _fields;

    /// <param name="steps">The steps that programs are for.</param>
    /// <param name="state">The fields.</param>
    /// <param name="create">Makes the program of an event whose kind is known by these fields.</param>
    public Signatures(StepSet steps, EventState state, Func<EventState, IReadOnlyList<FieldState>, Program> create)
    {
        _create = create;
        _fields =
        [
            .. Kinds
                .Select(steps.Fields.SlotOf)
                .Where(slot => slot >= 0)
                .Select(slot => state.Fields[slot])
                .OfType<FieldState>(),
        ];
    }

    /// <summary>The program for the event's kind.</summary>
    public Program Find(EventState state)
    {
        if (_cache.TryFind(state.Values, _fields, out var known))
        {
            return known;
        }

        var signature = SignatureOf(state);
        if (!_programs.GetAlternateLookup<ReadOnlySpan<ulong>>().TryGetValue(signature, out var program))
        {
            if (_programs.Count == MaxPrograms)
            {
                Coarsen();
                return Find(state);
            }

            _programs.Add(signature.ToArray(), program = _create(state, _fields));
        }

        _cache.Add(program);
        return program;
    }

    /// <summary>Programs are made anew.</summary>
    public void Clear()
    {
        _programs.Clear();
        _cache = new();
    }

    /// <summary>For each field the predicates that hold, and whether it has a value.</summary>
    private ReadOnlySpan<ulong> SignatureOf(EventState state)
    {
        _signature.Clear();
        foreach (var field in _fields)
        {
            _signature.Add(state.Values.Has(field.Slot) ? 1UL : 0);
            _signature.AddRange(field.FindAll(state));
        }

        return CollectionsMarshal.AsSpan(_signature);
    }

    /// <summary>The field that tells most kinds apart no longer counts: it is asked as any other.</summary>
    private void Coarsen()
    {
        var first = 0;
        var kinds = new List<(FieldState Field, int Count)>();
        foreach (var field in _fields)
        {
            var words = 1 + BitSet.WordsOf(field.Predicates.Count);
            var start = first;
            kinds.Add(
                (
                    field,
                    _programs.Keys.Select(s => s[start..(start + words)]).Distinct(SignatureComparer.Instance).Count()
                )
            );
            first += words;
        }

        _fields = [.. _fields.Where(field => field != kinds.MaxBy(kind => kind.Count).Field)];
        Clear();
    }
}
