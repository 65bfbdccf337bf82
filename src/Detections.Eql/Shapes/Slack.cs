namespace Detections.Eql.Shapes;

/// <summary>Gives back the room of a collection that was much larger once.</summary>
internal static class Slack
{
    private const int Least = 1024;
    private const int Times = 4;

    public static void Return<T>(List<T> list)
    {
        if (IsWorth(list.Count, list.Capacity))
        {
            list.TrimExcess();
        }
    }

    public static void Return<T>(HashSet<T> set)
    {
        if (IsWorth(set.Count, set.Capacity))
        {
            set.TrimExcess();
        }
    }

    public static void Return<TKey, TValue>(Dictionary<TKey, TValue> dictionary)
        where TKey : notnull
    {
        if (IsWorth(dictionary.Count, dictionary.Capacity))
        {
            dictionary.TrimExcess();
        }
    }

    private static bool IsWorth(int count, int capacity) => capacity > Least && capacity / Times > count;
}
